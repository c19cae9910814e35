//! Sets of goals to begin from, as an article suggests them for small companies. They arrive as they were written, with the
//! remarks of the linter beside them: none of their key results says where it starts.

/// A set: an objective and its key results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggested {
    /// The teams that it is meant for.
    pub of: &'static str,
    /// The objective.
    pub objective: &'static str,
    /// Its key results.
    pub results: [&'static str; 3],
}

/// Where the sets come from, for those who read them.
pub const SUGGESTED_BY: &str = "Suggested for small companies in an article on goals; nobody’s proven practice.";

/// The sets.
pub static SETS: [Suggested; 7] = [
    Suggested {
        of: "Leadership teams",
        objective: "Foster a culture of intensity and high performance",
        results: [
            "Conduct quarterly “Choose the Hard Path” workshops for 100% of teams, where leaders share stories of taking risks and learning from failures",
            "Implement a “Reward Effort, Not Just Results” program, with 90% of managers recognizing employees for taking on challenging projects by Q4",
            "Achieve a 20% increase in employee engagement scores related to risk-taking and innovation in the next employee survey",
        ],
    },
    Suggested {
        of: "Engineering and product",
        objective: "Maximize productivity through intensity, not long hours",
        results: [
            "Roll out pair programming for 80% of engineering teams within 6 months, using tools like Tuple for remote collaboration",
            "Implement the “Get Shit Done” (GSD) system with weekly updates and six-week reviews for 100% of product teams by Q3",
            "Conduct “Meeting Armageddon” annually, reducing recurring meetings by 50% and replacing them with asynchronous communication tools",
        ],
    },
    Suggested {
        of: "Engineering and DevOps",
        objective: "Simplify systems and reduce technical debt",
        results: [
            "Launch a “Delete Code Club” initiative, removing 1 million lines of unnecessary code across all systems",
            "Refactor 30% of legacy systems to improve performance and reduce maintenance time",
            "Build 2 reusable platform layers (e.g., APIs or libraries) to enable faster feature development, with adoption by 70% of engineering teams",
        ],
    },
    Suggested {
        of: "Innovation and HR",
        objective: "Build a culture of experimentation and learning from failure",
        results: [
            "Host monthly “Failure Forums” where teams share lessons from failed experiments, with 80% participation across departments",
            "Allocate 10% of team time for experimental projects, resulting in at least 5 new innovative ideas tested per quarter",
            "Increase the number of employees who feel comfortable asking “dumb questions” by 25%, as measured by the next employee survey",
        ],
    },
    Suggested {
        of: "Talent and HR",
        objective: "Improve hiring through real work assessments",
        results: [
            "Replace 50% of traditional interviews with job trials or project-based assessments for all technical roles by Q4",
            "Conduct “Life Story Interviews” for 100% of candidates, focusing on curiosity, adaptability, and problem-solving skills",
            "Hire 1,000 interns annually, treating internships as four-month job trials, with a 70% conversion rate to full-time roles",
        ],
    },
    Suggested {
        of: "Remote work",
        objective: "Strengthen remote work with intentional in-person interactions",
        results: [
            "Organize quarterly “sessions intensives” (bursts) for 100% of teams, focusing on collaboration and problem-solving",
            "Host an annual company-wide summit with 90% attendance, featuring workshops, talks, and team-building activities",
            "Implement a “Trust Battery” tracking system, with 80% of teams reporting improved trust levels after in-person interactions",
        ],
    },
    Suggested {
        of: "Leadership and management",
        objective: "Lead by example and drive accountability",
        results: [
            "Ensure 100% of leaders spend at least 4 hours per week pairing with their teams to solve problems and remove blockers",
            "Conduct monthly transparency sessions where leaders share decision-making processes, achieving 90% employee satisfaction with leadership communication",
            "Increase the number of employees who feel their leaders demonstrate intensity and work ethic by 20%, as measured by the next employee survey",
        ],
    },
];
