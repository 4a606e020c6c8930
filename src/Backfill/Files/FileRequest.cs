using Ledger.ProviderAccess;

namespace Ledger.Backfill.Files;

/// <summary>What an operator hands over.</summary>
/// <param name="Endpoint">Whose events they are.</param>
/// <param name="Path">A folder of raw deliveries, or a file of rows.</param>
/// <param name="Manifest">Its manifest; null for the one beside it.</param>
/// <param name="Plan">Tell what would become of them, and publish nothing.</param>
/// <param name="Actor">Who hands them over.</param>
public sealed record FileRequest(WebhookEndpoint Endpoint, string Path, string? Manifest, bool Plan, string Actor);

/// <summary>What came of it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Unsettled">What was not taken, or taken and not translated, in order.</param>
/// <param name="OnTrust">Deliveries without a signature of the provider: taken on the operator's word.</param>
public sealed record FileOutcome(BackfillRun Run, IReadOnlyList<UnsettledItem> Unsettled, long OnTrust);

/// <summary>One delivery or row that is not settled.</summary>
/// <param name="Line">Its place, from 1.</param>
/// <param name="Name">The file, or the row's event id.</param>
/// <param name="Outcome"><c>refused</c> or <c>rejected</c>.</param>
/// <param name="Reason">The reason's name.</param>
/// <param name="Detail">One sentence; holds no text of the file.</param>
public sealed record UnsettledItem(int Line, string Name, string Outcome, string Reason, string Detail);
