//! Passwords: Argon2id, never more at once than the machine has memory for, and as slow for a name that does not exist.

use argon2::password_hash::{PasswordHasher, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, PasswordVerifier, Version};
use shared::kernel::Violation;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Memory of one hash in KiB. OWASP's first choice for Argon2id (19 MiB, two passes, one lane): 30 ms here, and a guesser's card
/// holds a thousand at once at best.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over it.
const PASSES: u32 = 2;
/// Lanes: one, because a server signs in several people at once anyway.
const LANES: u32 = 1;
/// Hashes at once: with 19 MiB each a storm of sign-ins takes under 80 MiB and leaves cores for everybody who is signed in.
const AT_ONCE: usize = 4;
/// Bytes of the salt.
pub const SALT_BYTES: usize = 16;

/// Characters of a password at least (NIST SP 800-63B asks for eight; nothing about capitals and digits).
pub const MIN_CHARACTERS: usize = 8;
/// Bytes of a password at most: a sentence, and no way to make the server hash a novel.
pub const MAX_BYTES: usize = 512;

/// What is tried first everywhere. Compared in small letters.
const COMMON: [&str; 28] = [
    "12345678",
    "123456789",
    "1234567890",
    "87654321",
    "88888888",
    "66666666",
    "00000000",
    "11111111",
    "11223344",
    "12341234",
    "123123123",
    "5201314520",
    "a1234567",
    "a12345678",
    "a123456789",
    "aa123456",
    "abc12345",
    "abcd1234",
    "admin123",
    "admin888",
    "asdfghjkl",
    "iloveyou",
    "password",
    "password1",
    "qq123456",
    "qwertyui",
    "qwertyuiop",
    "woaini1314",
];

/// The hash could not be made or read.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("a password could not be hashed")]
pub struct HashFault;

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// Not the password, or nobody of that name.
    Wrong,
    /// The password.
    Right,
    /// The password, kept under parameters of an earlier release: hash it anew.
    RightButOld,
}

/// Hashes and checks passwords.
#[derive(Debug, Clone)]
pub struct Passwords {
    gate: Arc<Semaphore>,
    /// The hash of a password that nobody has, checked where there is no account, so that the time tells nothing.
    nobody: Arc<str>,
}

impl Passwords {
    /// Ready to hash. The bytes are random, lent by the caller.
    pub fn new(random: [u8; 32]) -> Result<Self, HashFault> {
        let (salt, password) = random.split_at(SALT_BYTES);
        let nobody = hash(password, salt)?;
        Ok(Self { gate: Arc::new(Semaphore::new(AT_ONCE)), nobody: nobody.into() })
    }

    /// Hashes a password with a salt that the caller drew.
    pub async fn hash(&self, password: String, salt: [u8; SALT_BYTES]) -> Result<String, HashFault> {
        self.run(move || hash(password.as_bytes(), &salt)).await
    }

    /// Checks a password against a stored hash, or against nobody's.
    pub async fn check(&self, password: String, stored: Option<String>) -> Result<Checked, HashFault> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.to_string());
        let checked = self.run(move || check(password.as_bytes(), &stored)).await?;
        Ok(if known { checked } else { Checked::Wrong })
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T, HashFault> + Send + 'static) -> Result<T, HashFault> {
        let _place = self.gate.acquire().await.map_err(|_| HashFault)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| HashFault)?
    }
}

fn argon2() -> Result<Argon2<'static>, HashFault> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| HashFault)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &[u8], salt: &[u8]) -> Result<String, HashFault> {
    let hash: PasswordHash = argon2()?.hash_password_with_salt(password, salt).map_err(|_| HashFault)?;
    Ok(hash.to_string())
}

fn check(password: &[u8], stored: &str) -> Result<Checked, HashFault> {
    let stored = PasswordHash::new(stored).map_err(|_| HashFault)?;
    let argon2 = argon2()?;
    // The stored parameters are used, whatever today's are.
    if argon2.verify_password(password, &stored).is_err() {
        return Ok(Checked::Wrong);
    }
    let kept = Params::try_from(&stored).map_err(|_| HashFault)?;
    let today = (MEMORY_KIB, PASSES, LANES);
    let same = (kept.m_cost(), kept.t_cost(), kept.p_cost()) == today && stored.algorithm.as_str() == Algorithm::Argon2id.as_str();
    Ok(if same { Checked::Right } else { Checked::RightButOld })
}

/// What is wrong with a new password, at this field of the form.
pub fn violations(field: &str, password: &str, login: &str) -> Vec<Violation> {
    if password.chars().count() < MIN_CHARACTERS {
        return vec![Violation::new(field, "password_too_short").with("low", MIN_CHARACTERS)];
    }
    if password.len() > MAX_BYTES {
        let length = password.chars().count();
        return vec![Violation::new(field, "too_long").with("limit", MAX_BYTES).with("length", length)];
    }
    let small = password.to_lowercase();
    let one_character = small.chars().all(|character| small.starts_with(character));
    let is_login = !login.is_empty() && (small == login || small.strip_prefix(login).is_some_and(|rest| rest.len() < 5));
    if COMMON.contains(&small.as_str()) || one_character || is_login {
        return vec![Violation::new(field, "password_common")];
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::password_hash::CustomizedPasswordHasher as _;

    #[tokio::test]
    async fn a_password_opens_and_nobody_has_none() {
        let passwords = Passwords::new([1; 32]).unwrap();
        let hash = passwords.hash("山高路遠一步步走".into(), [7; SALT_BYTES]).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(passwords.check("山高路遠一步步走".into(), Some(hash.clone())).await.unwrap(), Checked::Right);
        assert_eq!(passwords.check("山高路遠".into(), Some(hash)).await.unwrap(), Checked::Wrong);
        assert_eq!(passwords.check("山高路遠".into(), None).await.unwrap(), Checked::Wrong);
        // Even whoever knew the bytes behind nobody's hash does not become somebody.
        let bytes = String::from_utf8(vec![1; 16]).unwrap();
        assert_eq!(passwords.check(bytes, None).await.unwrap(), Checked::Wrong);
    }

    #[test]
    fn old_parameters_still_open_and_are_noticed() {
        let weak = Params::new(8, 1, 1, None).unwrap();
        let old = Argon2::default().hash_password_with_params(b"a long sentence", &[3; 16], weak).unwrap().to_string();
        assert_eq!(check(b"a long sentence", &old).unwrap(), Checked::RightButOld);
        assert_eq!(check(b"another sentence", &old).unwrap(), Checked::Wrong);
        assert!(check(b"x", "not a hash").is_err());
    }

    #[test]
    fn easy_passwords_are_refused_and_sentences_taken() {
        let code = |password: &str| violations("password", password, "zhouqu.wang").first().map(|violation| violation.code.clone());
        assert_eq!(code("short").as_deref(), Some("password_too_short"));
        assert_eq!(code("Password1").as_deref(), Some("password_common"));
        assert_eq!(code("eeeeeeeee").as_deref(), Some("password_common"));
        assert_eq!(code("zhouqu.wang123").as_deref(), Some("password_common"));
        assert_eq!(code(&"x1".repeat(400)).as_deref(), Some("too_long"));
        assert_eq!(code("三月開春種核桃"), Some("password_too_short".into()));
        assert_eq!(code("三月開春就種核桃"), None);
    }
}
