//! Digests as archives state them: `sha1:` with Base32, `sha256:` with hexadecimal, and mixtures.

use data_encoding::{BASE32_NOPAD, HEXLOWER_PERMISSIVE};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};

/// Whether `bytes` have the stated digest. `None` if the statement cannot be read or names another
/// algorithm, which proves nothing.
pub(super) fn matches(stated: &str, bytes: &[u8]) -> Option<bool> {
    let (algorithm, value) = stated.split_once(':')?;
    let algorithm = algorithm.trim().to_lowercase();
    let (computed, length) = match algorithm.as_str() {
        "sha1" | "sha-1" => (Sha1::digest(bytes).to_vec(), 20),
        "sha256" | "sha-256" => (Sha256::digest(bytes).to_vec(), 32),
        "sha512" | "sha-512" => (Sha512::digest(bytes).to_vec(), 64),
        _ => return None,
    };
    Some(value_bytes(value.trim(), length)? == computed)
}

fn value_bytes(value: &str, length: usize) -> Option<Vec<u8>> {
    if value.len() == length * 2
        && let Ok(bytes) = HEXLOWER_PERMISSIVE.decode(value.as_bytes())
    {
        return Some(bytes);
    }
    let base32 = value.trim_end_matches('=').to_uppercase();
    BASE32_NOPAD.decode(base32.as_bytes()).ok().filter(|bytes| bytes.len() == length)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn digests_are_read_in_both_alphabets() {
        // The empty input.
        let stated = [
            "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
            "SHA1:3i42h3s6nnfq2msvx7xzkyayscx5qbyj",
            "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "sha-256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ====",
        ];
        for stated in stated {
            assert_eq!(matches(stated, b""), Some(true), "{stated}");
            assert_eq!(matches(stated, b"x"), Some(false), "{stated}");
        }
        for stated in ["", "sha1", "sha1:short", "crc:00"] {
            assert_eq!(matches(stated, b""), None, "{stated}");
        }
    }
}
