using System.Text.Json.Serialization;

namespace Ledger.Cli.Stock.Reconciling;

/// <summary>What <c>ledger stock reconcile</c> has found: the evidence of a correction.</summary>
/// <param name="AsOf">When it was made.</param>
/// <param name="Since">Payments recorded from then on were looked at; null for all.</param>
/// <param name="WindowMinutes">Differences younger than that are in flight.</param>
/// <param name="PolicyVersion">Version of the stock policy.</param>
/// <param name="Payments">Payments compared.</param>
/// <param name="Counts">Counted stocks compared.</param>
/// <param name="Matched">How many match.</param>
/// <param name="Deferred">How many are timing differences.</param>
/// <param name="Unmatched">How many need somebody.</param>
/// <param name="Totals">By code.</param>
/// <param name="Items">All that do not match, the unmatched first.</param>
sealed record ReconcileReport(
    DateTimeOffset AsOf, DateTimeOffset? Since, double WindowMinutes, string PolicyVersion, long Payments, long Counts, long Matched,
    long Deferred, long Unmatched, IReadOnlyList<ReconcileTotal> Totals, IReadOnlyList<ReconcileItem> Items);

/// <summary>How often a code was found.</summary>
sealed record ReconcileTotal(string Outcome, string Code, long Number);

/// <summary>Something that was compared.</summary>
/// <param name="Outcome"><c>matched</c>, <c>deferred</c> or <c>unmatched</c>.</param>
/// <param name="Code">Wire name of a <see cref="ReconcileCode"/>.</param>
/// <param name="Subject"><c>payment</c>, <c>reservation</c> or <c>count</c>.</param>
/// <param name="Id">Stream of the payment, the order, or the stock.</param>
/// <param name="OrderRef">The order; null where none is known.</param>
/// <param name="Detail">What was found on both sides.</param>
/// <param name="Since">Since when it is so.</param>
sealed record ReconcileItem(
    string Outcome, string Code, string Subject, string Id, string? OrderRef, string Detail, DateTimeOffset Since);

/// <summary>Source-generated JSON of it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReconcileReport))]
sealed partial class ReconcileJson : JsonSerializerContext;
