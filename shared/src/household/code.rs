//! The household code (戶口令 / 户口令): eight characters on the family's card that confirm a visit.

use crate::kernel::{Day, Id, Partition, plain_code};
use crate::sync::record::{Kind, Write, fields};
use crate::sync::state::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

/// The code of a household as the server keeps it (戶口令 / 户口令): hashed with a salt, in the vault. Its id is the household's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdCode {
    /// Salt in hexadecimal.
    pub salt: String,
    /// SHA-256 over salt and code, in hexadecimal.
    pub hash: String,
    /// When it was given out.
    pub issued_on: Day,
    /// The day of the last wrong try.
    #[serde(default)]
    pub wrong_on: Option<Day>,
    /// Wrong tries on that day.
    #[serde(default)]
    pub wrong_tries: usize,
}

/// A code from eight random bytes: 40 bits, written as two groups of four.
pub fn new_code(random: [u8; 8]) -> String {
    plain_code::write(random.iter().fold(0, |bits, byte| bits << 5 | u64::from(byte % 32)), 2)
}

fn hash(salt: &str, code: &str) -> String {
    hex::encode(Sha256::new().chain_update(salt.as_bytes()).chain_update(plain_code::fold(code).as_bytes()).finalize())
}

impl HouseholdCode {
    /// Keeps a code. The salt is drawn by whoever issues it.
    pub fn keep(code: &str, salt: String, issued_on: Day) -> Self {
        let hash = hash(&salt, code);
        Self { salt, hash, issued_on, wrong_on: None, wrong_tries: 0 }
    }

    /// Is this the code?
    pub fn fits(&self, entered: &str) -> bool {
        use subtle::ConstantTimeEq;
        hash(&self.salt, entered).as_bytes().ct_eq(self.hash.as_bytes()).into()
    }

    /// Wrong tries on a day.
    pub fn wrong_tries_on(&self, day: Day) -> usize {
        if self.wrong_on == Some(day) { self.wrong_tries } else { 0 }
    }

    /// The write that counts a wrong try; a right one is not counted.
    pub fn count_try(state: &dyn State, household: Id, day: Day, wrong: bool) -> Option<Write> {
        let code = state.one::<Self>(household).filter(|_| wrong)?;
        let tries = code.value.wrong_tries_on(day) + 1;
        let fields = fields(&json!({ "wrong_on": day, "wrong_tries": tries }));
        Some(Write::Patch { kind: Self::KIND, id: household, fields })
    }
}

impl Kind for HouseholdCode {
    const KIND: &'static str = "household_code";
    const PARTITION: Partition = Partition::Vault;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_fits_however_it_is_typed() {
        let code = new_code([0, 1, 2, 31, 16, 17, 18, 19]);
        assert_eq!(code, "012Z-GHJK");
        let kept = HouseholdCode::keep(&code, "5a".into(), "2026-11-23".parse().unwrap());
        assert!(kept.fits("o12z ghjk") && kept.fits("0L2Z-GHJK"));
        assert!(!kept.fits("012Z-GHJM") && !kept.fits(""));
    }
}
