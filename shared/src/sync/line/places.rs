//! The places of a page's shared socket: a server takes so many documents on one, and those that come then go over another.

/// As many documents as a server takes on one socket, unless it was told otherwise.
const DOCUMENTS: usize = 256;

/// How many documents a page puts on one socket to a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Places(usize);

impl Default for Places {
    fn default() -> Self {
        Self(DOCUMENTS)
    }
}

impl Places {
    /// Whether one more document has a place beside so many.
    pub fn has_one_beside(self, n_there: usize) -> bool {
        n_there < self.0
    }

    /// The server had no place for one more document beside so many. The answer is whether another socket may have: one that
    /// holds nobody yet is no better than this one.
    pub fn refused_beside(&mut self, n_there: usize) -> bool {
        if n_there > 0 {
            self.0 = self.0.min(n_there);
        }
        n_there > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The documents on each socket, where a page opens so many and the server takes `most` on one.
    fn sockets(n_documents: usize, most: usize) -> Vec<usize> {
        let (mut places, mut there) = (Places::default(), Vec::new());
        for _ in 0..n_documents {
            loop {
                let at = there.iter().position(|n| places.has_one_beside(*n));
                let at = at.unwrap_or_else(|| {
                    there.push(0);
                    there.len() - 1
                });
                if there[at] < most {
                    there[at] += 1;
                    break;
                }
                assert!(places.refused_beside(there[at]), "another socket is no use");
            }
        }
        there
    }

    #[test]
    fn a_page_with_more_documents_than_a_socket_takes_opens_a_second_one_and_so_on() {
        for (n_documents, most, on_each) in [
            (1, 256, &[1][..]),
            (256, 256, &[256]),
            (257, 256, &[256, 1]),
            (300, 256, &[256, 44]),
            (600, 256, &[256, 256, 88]),
            (300, 1_000, &[256, 44]),
            (20, 8, &[8, 8, 4]),
            (3, 1, &[1, 1, 1]),
        ] {
            assert_eq!(sockets(n_documents, most), on_each, "{n_documents} of {most}");
        }
    }

    #[test]
    fn a_server_that_takes_nobody_on_a_socket_is_asked_again_on_the_same_one() {
        let mut places = Places::default();
        assert!(!places.refused_beside(0));
        assert_eq!(places, Places::default());
    }

    #[test]
    fn what_a_server_has_once_refused_is_never_asked_of_it_again() {
        let mut places = Places::default();
        assert!(places.refused_beside(8));
        assert!(places.has_one_beside(7) && !places.has_one_beside(8));
        assert!(places.refused_beside(100), "a word about an older socket");
        assert!(!places.has_one_beside(8));
    }
}
