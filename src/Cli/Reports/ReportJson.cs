using System.Text.Json.Serialization;
using Ledger.Reporting.Balances;
using Ledger.Reporting.Exporting;
using Ledger.Reporting.Tracing;
using Ledger.Reporting.Verifying;

namespace Ledger.Cli.Reports;

/// <summary>Source-generated JSON of the reports: camelCase, enums as words, amounts in minor units.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TrialBalanceReport))]
[JsonSerializable(typeof(AccountBalanceReport))]
[JsonSerializable(typeof(TraceReport))]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(Rebuilt))]
[JsonSerializable(typeof(PrintedMatrix))]
[JsonSerializable(typeof(ExportSummary))]
sealed partial class ReportJson : JsonSerializerContext;
