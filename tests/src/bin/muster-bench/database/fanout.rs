//! How soon edits are kept and heard where a database keeps them, and what that costs all processes together.

use anyhow::Result;
use muster_tests::cluster::Cluster;

use crate::crowd::{Heard, Load, type_together};
use crate::partner::Partner;
use crate::process::Cpu;
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::{Samples, shown};

/// Two crowds as there are.
const CROWDS: [u64; 2] = [10, 50];

struct Round {
    heard: Heard,
    per_cpu_second: f64,
}

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    for n_clients in CROWDS {
        let load = Load::of(n_clients);
        let (file, database) = (in_a_file(site, load).await?, in_a_database(site, load).await?);
        let row = |what: &str, ours: &Samples, theirs: &Samples| {
            let row = Row::new(format!("{what}, {n_clients} clients"), ours.p50_and(99, "ms"));
            row.beside(format!("a file {}", theirs.p50_and(99, "ms"))).times(ours.median(), theirs.median())
        };
        section.row(row("edit → others", &database.heard.broadcast, &file.heard.broadcast));
        section.row(row("edit → ack", &database.heard.ack, &file.heard.ack));
        let cost = Row::new(format!("deliveries a CPU second, {n_clients} clients"), shown(database.per_cpu_second));
        let cost = cost.beside(format!("a file {}", shown(file.per_cpu_second)));
        section.row(cost.times(database.per_cpu_second, file.per_cpu_second));
    }
    section.note(
        "200 one-character edits a second by all together; CPU of the server and of all of the database's processes",
    );
    section.note("in a database others hear of an edit once its disk has it, in a file once it is written");
    Ok(())
}

async fn in_a_file(site: &Site, load: Load) -> Result<Round> {
    let data = site.folder()?;
    let server = site.serve(&data, &[])?;
    let before = Cpu::of(server.id())?;
    let heard = type_together(server.address, Partner::Muster, load).await?;
    let seconds = Cpu::of(server.id())?.since(before).seconds();
    Ok(Round { per_cpu_second: heard.n_delivered as f64 / seconds, heard })
}

async fn in_a_database(site: &Site, load: Load) -> Result<Round> {
    let (data, cluster) = (site.folder()?, Cluster::new(&[])?);
    let server = site.serve(&data, &["--store", &cluster.address()?])?;
    let spent = || Ok::<_, anyhow::Error>([Cpu::of(server.id())?, Cpu::of_all(cluster.id()?)?]);
    let before = spent()?;
    let heard = type_together(server.address, Partner::Muster, load).await?;
    let seconds: f64 = spent()?.into_iter().zip(before).map(|(now, before)| now.since(before).seconds()).sum();
    Ok(Round { per_cpu_second: heard.n_delivered as f64 / seconds, heard })
}
