//! The right to answer once: a word that the device draws, and the server's proof of it. The server proves a *blinded* word for
//! somebody who is signed in; the device takes the blinding off, so that the server, shown both later, cannot tell for whom it
//! proved them. This is the verifiable oblivious function of RFC 9497 over ristretto255: with each proof the device checks
//! that the server used the one key of the box, and no key by which it would know a person again.

use rand_core::{CryptoRng, Error, RngCore};
use serde::{Deserialize, Serialize};
use voprf::{BlindedElement, EvaluationElement, Group, Proof, VoprfClient, VoprfServer};

type Suite = voprf::Ristretto255;

/// The length of a box's seed, from which its key is made.
pub const SEED_BYTES: usize = 32;
/// The length of the word of a right, as it is written.
pub const NONCE_CHARS: usize = 64;
/// The purpose of the key, which is made from the seed for nothing else.
const PURPOSE: &[u8] = b"muster blind box";

/// A right that was asked for: the device keeps this until the server has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The word of the right.
    pub nonce: String,
    /// The number that takes the blinding off.
    pub secret: String,
    /// The word that is sent.
    pub blinded: String,
}

/// The server's answer to a blinded word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The word, with the box's key in it.
    pub evaluated: String,
    /// The proof that it is that key.
    pub proof: String,
}

/// A right: whoever shows it may answer once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Right {
    /// Its word.
    pub nonce: String,
    /// The server's proof of the word.
    pub proof: String,
}

/// Bytes that were drawn before, for a library that asks for dice. 64 of them are one number that nobody guesses.
struct Drawn<'a>(std::iter::Cycle<std::slice::Iter<'a, u8>>);

impl RngCore for Drawn<'_> {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill_bytes(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, to: &mut [u8]) {
        to.iter_mut().zip(&mut self.0).for_each(|(to, drawn)| *to = *drawn);
    }

    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(to);
        Ok(())
    }
}

impl CryptoRng for Drawn<'_> {}

/// Asks for a right with bytes that nobody else knows: 32 for its word, 64 for the blinding.
pub fn ask(word: &[u8; 32], blinding: &[u8; 64]) -> Option<Asked> {
    let blinded = VoprfClient::<Suite>::blind(word, &mut Drawn(blinding.iter().cycle())).ok()?;
    let (secret, sent) = (hex(&blinded.state.serialize()), hex(&blinded.message.serialize()));
    Some(Asked { nonce: hex(word), secret, blinded: sent })
}

/// The server's answer to a blinded word; none if it is no such word.
pub fn give(seed: &[u8], blinded: &str, drawn: &[u8; 64]) -> Option<Given> {
    let blinded = BlindedElement::<Suite>::deserialize(&bytes(blinded)?).ok()?;
    let given = key(seed)?.blind_evaluate(&mut Drawn(drawn.iter().cycle()), &blinded);
    Some(Given { evaluated: hex(&given.message.serialize()), proof: hex(&given.proof.serialize()) })
}

/// Takes the blinding off; none if the server did not use the key that the box is known by.
pub fn take(asked: &Asked, given: &Given, public_key: &str) -> Option<Right> {
    let client = VoprfClient::<Suite>::deserialize(&bytes(&asked.secret)?).ok()?;
    let evaluated = EvaluationElement::<Suite>::deserialize(&bytes(&given.evaluated)?).ok()?;
    let proof = Proof::<Suite>::deserialize(&bytes(&given.proof)?).ok()?;
    let public = <Suite as Group>::deserialize_elem(&bytes(public_key)?).ok()?;
    let word = client.finalize(&bytes(&asked.nonce)?, &evaluated, &proof, public).ok()?;
    Some(Right { nonce: asked.nonce.clone(), proof: hex(&word) })
}

/// Whether a right is one of the box with this seed.
pub fn is_good(seed: &[u8], right: &Right) -> bool {
    let proven = || {
        let word = bytes(&right.nonce).filter(|_| right.nonce.len() == NONCE_CHARS)?;
        let proof = key(seed)?.evaluate(&word).ok()?;
        Some(is_same(&proof, &bytes(&right.proof)?))
    };
    proven().unwrap_or(false)
}

/// The key that the box with this seed is known by.
pub fn public_key(seed: &[u8]) -> Option<String> {
    Some(hex(&<Suite as Group>::serialize_elem(key(seed)?.get_public_key())))
}

fn key(seed: &[u8]) -> Option<VoprfServer<Suite>> {
    VoprfServer::new_from_seed(seed, PURPOSE).ok()
}

/// Whether two are the same, in a time that does not tell where they differ.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0_u8, |differ, (one, other)| differ | (one ^ other)) == 0
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes that [`hex`] wrote; none if it did not write this, so that a word is written one way only.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|pair| if let [high, low] = pair { Some((digit(high)? << 4) | digit(low)?) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: [u8; SEED_BYTES] = [3; SEED_BYTES];

    fn drawn(dice: &mut fastrand::Rng) -> ([u8; 32], [u8; 64], [u8; 64]) {
        (
            std::array::from_fn(|_| dice.u8(..)),
            std::array::from_fn(|_| dice.u8(..)),
            std::array::from_fn(|_| dice.u8(..)),
        )
    }

    fn taken(seed: &[u8], dice: &mut fastrand::Rng) -> Option<(Asked, Given, Right)> {
        let (word, blinding, proving) = drawn(dice);
        let asked = ask(&word, &blinding)?;
        let given = give(seed, &asked.blinded, &proving)?;
        let right = take(&asked, &given, &public_key(seed)?)?;
        Some((asked, given, right))
    }

    #[test]
    fn a_right_is_good_for_its_own_box_and_no_other() {
        let mut dice = fastrand::Rng::with_seed(1);
        let Some((asked, given, right)) = taken(&SEED, &mut dice) else { panic!("a right") };
        assert!(is_good(&SEED, &right));
        assert!(!is_good(&[4; SEED_BYTES], &right));
        let other = Right { nonce: "00".repeat(32), ..right.clone() };
        assert!(!is_good(&SEED, &other));
        for broken in ["", "0", "zz", &right.proof.to_uppercase(), &right.proof[2..]] {
            assert!(!is_good(&SEED, &Right { proof: broken.to_owned(), ..right.clone() }), "{broken}");
        }
        assert!(!format!("{} {}", asked.blinded, given.evaluated).contains(&right.nonce));
    }

    #[test]
    fn a_server_that_uses_another_key_for_somebody_is_found_out() {
        let mut dice = fastrand::Rng::with_seed(2);
        let (word, blinding, proving) = drawn(&mut dice);
        let Some(asked) = ask(&word, &blinding) else { panic!("asked") };
        let (given, known_by) = (give(&[9; SEED_BYTES], &asked.blinded, &proving), public_key(&SEED));
        let (Some(given), Some(known_by)) = (given, known_by) else { panic!("an answer") };
        assert_eq!(take(&asked, &given, &known_by), None);
    }

    #[test]
    fn words_that_are_no_blinded_words_are_given_nothing() {
        for wrong in ["", "00", &"00".repeat(32), &"ff".repeat(32), "not hex"] {
            assert_eq!(give(&SEED, wrong, &[5; 64]), None, "{wrong}");
        }
    }

    /// The same right could come of any blinded word: what was sent tells nothing of what comes back.
    #[test]
    fn one_word_is_blinded_differently_each_time_and_becomes_the_same_right() {
        let mut dice = fastrand::Rng::with_seed(3);
        let (word, ..) = drawn(&mut dice);
        let once = |dice: &mut fastrand::Rng| {
            let (_, blinding, proving) = drawn(dice);
            let asked = ask(&word, &blinding)?;
            let given = give(&SEED, &asked.blinded, &proving)?;
            Some((asked.blinded.clone(), take(&asked, &given, &public_key(&SEED)?)?))
        };
        let (Some(one), Some(other)) = (once(&mut dice), once(&mut dice)) else { panic!("rights") };
        assert_ne!(one.0, other.0);
        assert_eq!(one.1, other.1);
    }
}
