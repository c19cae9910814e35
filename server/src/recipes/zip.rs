//! A zip file of a few texts, stored as they are. Packages for wikis are small, and every unpacker reads this form.

use flate2::Crc;

/// The version of the format that an unpacker must know: folders, nothing packed.
const VERSION: u16 = 20;
/// The names are UTF-8.
const UTF_8: u16 = 1 << 11;
/// The first day that the format knows: a package says nothing of when it was asked for.
const DAY: u16 = 0x21;
/// A plain file that everybody reads and its owner writes, as Unix says it.
const MODE: u32 = 0o100_644 << 16;
/// The system whose modes these are.
const UNIX: u16 = 3 << 8;

/// The bytes of an archive with these files, each by its path and text; `None` where one is too long for the format.
pub(super) fn zip<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<Vec<u8>> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    let mut n_files: u16 = 0;
    for (path, text) in files {
        let entry = entry(path, text)?;
        let offset = u32::try_from(archive.len()).ok()?;
        archive.extend(b"PK\x03\x04");
        archive.extend(&entry);
        archive.extend(path.as_bytes());
        archive.extend(text.as_bytes());
        directory.extend(b"PK\x01\x02");
        directory.extend((UNIX | VERSION).to_le_bytes());
        directory.extend(&entry);
        // No comment, the first disk, no hint of what the file holds.
        directory.extend([0; 6]);
        directory.extend(MODE.to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(path.as_bytes());
        n_files += 1;
    }
    let (start, length) = (u32::try_from(archive.len()).ok()?, u32::try_from(directory.len()).ok()?);
    archive.extend(directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend(n_files.to_le_bytes());
    archive.extend(n_files.to_le_bytes());
    archive.extend(length.to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0; 2]);
    Some(archive)
}

/// The words about a file that stand before it and, once more, in the directory.
fn entry(path: &str, text: &str) -> Option<Vec<u8>> {
    let mut crc = Crc::new();
    crc.update(text.as_bytes());
    let (length, path) = (u32::try_from(text.len()).ok()?, u16::try_from(path.len()).ok()?);
    let mut entry = Vec::new();
    for word in [VERSION, UTF_8, 0, 0, DAY] {
        entry.extend(word.to_le_bytes());
    }
    for word in [crc.sum(), length, length] {
        entry.extend(word.to_le_bytes());
    }
    entry.extend(path.to_le_bytes());
    entry.extend([0; 2]);
    Some(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_as_the_format_says() {
        let archive = zip([("muster/a.txt", "hello"), ("b", "")]).expect("an archive");
        let first = "PK\x03\x04\x14\0\0\x08\0\0\0\0\x21\0";
        assert!(archive.starts_with(first.as_bytes()));
        assert_eq!(archive[14..18], 0x3610_a686_u32.to_le_bytes(), "the CRC-32 of hello, as everybody reckons it");
        assert_eq!(archive[18..30], [5, 0, 0, 0, 5, 0, 0, 0, 12, 0, 0, 0]);
        assert_eq!(&archive[30..47], b"muster/a.txthello");
        let end = &archive[archive.len() - 22..];
        assert_eq!(end[..12], *b"PK\x05\x06\0\0\0\0\x02\0\x02\0");
        let number = |at: usize| u32::from_le_bytes(end[at..at + 4].try_into().expect("four bytes")) as usize;
        let (length, start) = (number(12), number(16));
        assert_eq!(start + length + 22, archive.len());
        assert!(archive[start..].starts_with(b"PK\x01\x02"));
        assert_eq!(length, 46 + "muster/a.txt".len() + 46 + "b".len());
    }
}
