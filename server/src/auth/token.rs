//! Tokens and codes: what a device or a person holds, of which the server keeps the hash only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use shared::kernel::plain_code;
use std::fmt;

/// Bytes of a token: 256 bits cannot be guessed, so no slow hash is needed.
pub const TOKEN_BYTES: usize = 32;
/// Bytes of randomness of a code that is copied by hand: 60 bits of twelve characters, tried only as often as the limit of tries lets.
pub const CODE_BYTES: usize = 8;
/// Groups of four characters of such a code.
const CODE_GROUPS: usize = 3;
/// Characters of such a code as it is written, its dashes too.
const CODE_CHARACTERS: usize = CODE_GROUPS * plain_code::GROUP + CODE_GROUPS - 1;

/// What is kept of a token or a code.
pub type Hash = [u8; 32];

/// A secret that its holder sends back. It is shown once and never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A token from random bytes, for cookies and links.
    pub fn new(random: [u8; TOKEN_BYTES]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(random))
    }

    /// A code from random bytes, for hands: `7K3M-9QXA-02TB`.
    pub fn code(random: [u8; CODE_BYTES]) -> Self {
        Self(plain_code::write(u64::from_be_bytes(random), CODE_GROUPS))
    }

    /// The text that its holder gets, this once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept.
    pub fn hash(&self) -> Hash {
        if self.0.contains('-') && self.0.len() == CODE_CHARACTERS { code_hash(&self.0) } else { token_hash(&self.0) }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The hash of a token as it came in.
pub fn token_hash(text: &str) -> Hash {
    Sha256::new().chain_update(b"token").chain_update(text.as_bytes()).finalize().into()
}

/// The hash of a code as a hand entered it.
pub fn code_hash(text: &str) -> Hash {
    Sha256::new().chain_update(b"code").chain_update(plain_code::fold(text).as_bytes()).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_kept_as_a_hash_and_not_printed() {
        let token = Token::new([5; TOKEN_BYTES]);
        assert_eq!(token.reveal().len(), 43);
        assert_eq!(token.hash(), token_hash(token.reveal()));
        assert!(!format!("{token:?}").contains(token.reveal()));
    }

    #[test]
    fn a_code_survives_a_hand() {
        let code = Token::code(0x0123_4567_89ab_cdef_u64.to_be_bytes());
        let text = code.reveal();
        assert_eq!(text.len(), 14);
        let by_hand = text.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(code_hash(&by_hand), code.hash());
        assert_ne!(code_hash("7K3M-9QXA-02TB"), code.hash());
        assert_ne!(code.hash(), token_hash(text), "a code is no token");
    }
}
