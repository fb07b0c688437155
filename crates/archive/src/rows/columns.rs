//! Building and reading record batches against a table's schema.

use crate::ArchiveError;
use arrow::{
    array::{
        Array, ArrayRef, AsArray, BooleanBuilder, Float64Builder, Int64Builder, RecordBatch, StringBuilder,
        TimestampMicrosecondBuilder,
    },
    compute::cast,
    datatypes::{DataType, Float64Type, Int64Type, TimeUnit, TimestampMicrosecondType},
};
use std::sync::Arc;
use throughline_model::{Precision, TimeInterval, tables};

enum Builder {
    Text(StringBuilder),
    Number(Int64Builder),
    Ratio(Float64Builder),
    Truth(BooleanBuilder),
    Moment(TimestampMicrosecondBuilder),
}

/// Builds the rows of one table, value by value in column order.
pub(super) struct Rows {
    table: tables::Table,
    builders: Vec<Builder>,
    next: usize,
}

impl Rows {
    pub(super) fn of(table: &str) -> Self {
        let table = tables::get(table).expect("the caller names a table of the model");
        let builders = table
            .columns
            .iter()
            .map(|column| match &column.data_type {
                DataType::Utf8 => Builder::Text(StringBuilder::new()),
                DataType::Int64 => Builder::Number(Int64Builder::new()),
                DataType::Float64 => Builder::Ratio(Float64Builder::new()),
                DataType::Boolean => Builder::Truth(BooleanBuilder::new()),
                DataType::Timestamp(TimeUnit::Microsecond, _) => {
                    Builder::Moment(TimestampMicrosecondBuilder::new().with_timezone("UTC"))
                }
                other => unreachable!("the model has no column of type {other}"),
            })
            .collect();
        Self { table, builders, next: 0 }
    }

    fn take(&mut self, name: &str) -> &mut Builder {
        let index = self.next;
        self.next = (self.next + 1) % self.builders.len();
        debug_assert_eq!(self.table.columns[index].name, name, "columns of {} out of order", self.table.name);
        &mut self.builders[index]
    }

    pub(super) fn text(&mut self, name: &str, value: impl AsRef<str>) -> &mut Self {
        self.optional_text(name, Some(value.as_ref()))
    }

    pub(super) fn optional_text(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        match self.take(name) {
            Builder::Text(builder) => builder.append_option(value),
            _ => unreachable!("{name} is no text column"),
        }
        self
    }

    pub(super) fn number(&mut self, name: &str, value: u64) -> &mut Self {
        self.optional_number(name, Some(value))
    }

    pub(super) fn optional_number(&mut self, name: &str, value: Option<u64>) -> &mut Self {
        match self.take(name) {
            Builder::Number(builder) => builder.append_option(value.map(|number| number as i64)),
            _ => unreachable!("{name} is no number column"),
        }
        self
    }

    /// Ratios are rounded to six digits, so that the order of a sum never shows in the bytes.
    pub(super) fn ratio(&mut self, name: &str, value: f64) -> &mut Self {
        match self.take(name) {
            Builder::Ratio(builder) => builder.append_value((value * 1e6).round() / 1e6),
            _ => unreachable!("{name} is no ratio column"),
        }
        self
    }

    pub(super) fn truth(&mut self, name: &str, value: Option<bool>) -> &mut Self {
        match self.take(name) {
            Builder::Truth(builder) => builder.append_option(value),
            _ => unreachable!("{name} is no truth column"),
        }
        self
    }

    /// Two columns, `{name}_earliest` and `{name}_latest`.
    pub(super) fn interval(&mut self, name: &str, value: Option<TimeInterval>) -> &mut Self {
        for (end, moment) in [("earliest", value.map(|i| i.earliest)), ("latest", value.map(|i| i.latest))] {
            match self.take(&format!("{name}_{end}")) {
                Builder::Moment(builder) => builder.append_option(moment),
                _ => unreachable!("{name}_{end} is no moment column"),
            }
        }
        self
    }

    pub(super) fn finish(self) -> RecordBatch {
        debug_assert_eq!(self.next, 0, "a row of {} is incomplete", self.table.name);
        let columns: Vec<ArrayRef> = self
            .builders
            .into_iter()
            .map(|builder| match builder {
                Builder::Text(mut builder) => Arc::new(builder.finish()) as ArrayRef,
                Builder::Number(mut builder) => Arc::new(builder.finish()),
                Builder::Ratio(mut builder) => Arc::new(builder.finish()),
                Builder::Truth(mut builder) => Arc::new(builder.finish()),
                Builder::Moment(mut builder) => Arc::new(builder.finish()),
            })
            .collect();
        RecordBatch::try_new(self.table.schema(), columns).expect("builders follow the table's schema")
    }
}

/// Reads one row of a record batch by column name, whatever string or time layout the engine that
/// made the batch prefers.
pub struct Row<'a> {
    batch: &'a RecordBatch,
    row: usize,
}

impl<'a> Row<'a> {
    /// Rows of `batches`, with their string columns brought into one layout.
    ///
    /// # Errors
    /// If a column cannot be cast, which does not happen for text, number and time columns.
    pub fn plain(batches: &[RecordBatch]) -> Result<Vec<RecordBatch>, ArchiveError> {
        batches
            .iter()
            .map(|batch| {
                let columns = batch
                    .columns()
                    .iter()
                    .map(|column| match column.data_type() {
                        DataType::Utf8View | DataType::LargeUtf8 | DataType::Dictionary(_, _) => {
                            cast(column, &DataType::Utf8)
                        }
                        DataType::Int32 | DataType::UInt64 | DataType::UInt32 => {
                            cast(column, &DataType::Int64)
                        }
                        _ => Ok(column.clone()),
                    })
                    .collect::<Result<Vec<_>, _>>()?;
                // Every column may be null here: a query's result says so of columns that never are.
                let schema = batch.schema();
                let names = schema.fields().iter().map(|field| field.name().clone());
                let pairs = names.zip(columns).map(|(name, column)| (name, column, true));
                Ok(RecordBatch::try_from_iter_with_nullable(pairs)?)
            })
            .collect()
    }

    /// Every row of `batches`, which [`Row::plain`] has prepared.
    pub fn iter(batches: &'a [RecordBatch]) -> impl Iterator<Item = Row<'a>> {
        batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |row| Row { batch, row }))
    }

    fn column(&self, name: &str) -> Option<&'a ArrayRef> {
        let column = self.batch.column_by_name(name)?;
        (!column.is_null(self.row)).then_some(column)
    }

    /// A text, or empty where it is null or there is no such column.
    pub fn text(&self, name: &str) -> &'a str {
        self.optional_text(name).unwrap_or_default()
    }

    /// A text, or `None` where it is null.
    pub fn optional_text(&self, name: &str) -> Option<&'a str> {
        self.column(name)?.as_string_opt::<i32>().map(|texts| texts.value(self.row))
    }

    /// A number, or 0 where it is null.
    pub fn number(&self, name: &str) -> u64 {
        self.optional_number(name).unwrap_or(0)
    }

    /// A number, or `None` where it is null.
    pub fn optional_number(&self, name: &str) -> Option<u64> {
        self.column(name)?.as_primitive_opt::<Int64Type>().map(|numbers| numbers.value(self.row) as u64)
    }

    /// A ratio, or 0 where it is null.
    pub fn ratio(&self, name: &str) -> f64 {
        self.column(name)
            .and_then(|column| column.as_primitive_opt::<Float64Type>())
            .map_or(0.0, |ratios| ratios.value(self.row))
    }

    /// A truth value, or false where it is null.
    pub fn truth(&self, name: &str) -> bool {
        self.column(name)
            .and_then(|column| column.as_boolean_opt())
            .is_some_and(|truths| truths.value(self.row))
    }

    /// A moment in microseconds since 1970.
    pub fn moment(&self, name: &str) -> Option<i64> {
        self.column(name)?
            .as_primitive_opt::<TimestampMicrosecondType>()
            .map(|moments| moments.value(self.row))
    }

    /// The moments of `{name}_earliest` and `{name}_latest`.
    pub fn moments(&self, name: &str) -> Option<(i64, i64)> {
        Some((self.moment(&format!("{name}_earliest"))?, self.moment(&format!("{name}_latest"))?))
    }

    /// The publication time of a row of `documents`.
    pub fn published(&self) -> Option<TimeInterval> {
        let (earliest, latest) = self.moments("published")?;
        let precision = Precision::from_word(self.text("published_precision")).unwrap_or(Precision::Day);
        Some(TimeInterval { earliest, latest, precision, zoned: self.truth("published_zoned") })
    }
}
