//! A number that words share with hardly any others, by which it is seen that they are others now.

/// The number of these words: the hash of Fowler, Noll and Vo, as it need keep no secret.
pub fn hashed(words: &str) -> u32 {
    words.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
