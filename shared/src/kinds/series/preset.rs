//! A sort of meeting, as the table of them says it: what it is for, how long and how often it takes place, what stands on its
//! agenda from the start, which parts its pages have besides those of all, and what is looked at in it.

/// A sort of meeting.
#[derive(Debug)]
pub struct Preset {
    /// Its word in documents.
    pub word: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The purpose that a new series of the sort is begun with.
    pub purpose: &'static str,
    /// The minutes it is planned to take.
    pub minutes: u32,
    /// The rhythm it is begun with; empty where it takes place once.
    pub rhythm: &'static str,
    /// Items that stand on its agenda from the start: title, sort and minutes.
    pub standing: &'static [(&'static str, &'static str, u32)],
    /// Items that are added to its agenda: the words on the button, and the values each begins with.
    pub adds: &'static [(&'static str, &'static [(&'static str, &'static str)])],
    /// Whether it is for two people, and for nobody else.
    pub is_for_two: bool,
    /// Whether the metrics of teams are read in it.
    pub reads_metrics: bool,
    /// Parts that its pages have besides those of all.
    pub parts: &'static [Extra],
    /// The things that are looked at in it.
    pub checks: &'static [Watch],
}

/// A part that the pages of some sorts of meeting have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// Times that people book.
    Bookings,
    /// Decisions of late, out of the logs.
    Decided,
    /// Learnings that their authors bring of their own accord, out of the logs.
    Offered,
    /// Weekly updates since the last time, out of their own series.
    Gathered,
    /// Teams with surfaces beside those of the teams that are on it.
    Beside,
    /// All series with the hours they take, and who would keep or end which.
    Inventory,
    /// Concerns out of the closed blind box of the series.
    Concerns,
}

/// Something that is looked at in a sort of meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// The next one lies within so many days.
    Next(i64),
    /// The series says how many people it hopes for.
    Target,
    /// Every question has an answer, in words and within a week.
    Answers,
    /// Nobody asks for approval.
    NoApproval,
    /// No time is booked twice.
    BookedTwice,
    /// Every team of the series has something on the agenda.
    EveryTeam,
    /// Somebody teaches.
    Teacher,
    /// Every detail that somebody took on is done by the day of the launch.
    Details,
    /// Teams say what does not work too, and not for weeks what works alone.
    BothSides,
    /// The time for feedback is taken.
    Feedback,
    /// No two are skipped running.
    Skipped,
    /// Those who lead through it, captains, bring at least as much as the other person.
    CaptainsItems,
    /// Leaders bring something too.
    LeadersToo,
    /// Decisions that are costly to undo are explained.
    Explained,
    /// Those who come are of more than one function.
    Functions,
    /// At least half of each team answers the interview.
    Answered,
    /// Nearly all who answer find it clear how decisions were made.
    Pulse,
    /// The pulse is asked before and after.
    PulseAround,
}

impl Preset {
    /// Whether its pages have a part.
    pub fn has(&self, part: Extra) -> bool {
        self.parts.contains(&part)
    }

    /// Whether something is looked at in it.
    pub fn watches(&self, watch: Watch) -> bool {
        self.checks.contains(&watch)
    }

    /// Whether it names teams: those whose metrics it reads, or those that are to say or answer something.
    pub fn names_teams(&self) -> bool {
        self.reads_metrics || self.watches(Watch::EveryTeam) || self.watches(Watch::Answered)
    }

    /// The words of a button that begins one: several of a thing have no article.
    pub fn begins(&self) -> String {
        let name = self.name.to_lowercase();
        // *One-to-one* begins with a vowel and is not said with one.
        let has_vowel = name.starts_with(['a', 'e', 'i', 'o']) && !name.starts_with("one");
        match (name.ends_with('s'), has_vowel) {
            (true, _) => format!("Begin {name}"),
            (false, true) => format!("Begin an {name}"),
            (false, false) => format!("Begin a {name}"),
        }
    }
}
