using Ledger.EventStore;

namespace Ledger.Reporting.Verifying;

/// <summary>The hash chain is intact from the first event to the last, and the chain's head is the last event.</summary>
/// <param name="name">Stable name.</param>
/// <param name="of">Whose chain.</param>
sealed class ChainCheck(string name, VerifiedPart of) : IVerificationCheck
{
    /// <summary>Only Ledger writes these types, so each of them stands in the chain.</summary>
    const string Unchained =
        """
        select 'event outside the chain', 'position ' || seq_id || ', event ' || id || ' (' || type || ')',
               'a hash in its headers', 'none'
        from mt_events
        where (type in ('journal_entry_posted', 'payment_event_noted', 'payment_event_held', 'exception_raised')
                or type like 'stock\_%' or type like 'erp\_%')
            and (headers ->> 'hash') is null
        order by seq_id limit 1
        """;

    const string Head =
        """
        with chained as (select seq_id, headers ->> 'hash' as hash from mt_events where headers ->> 'hash' is not null),
        fact as (
            select 'position ' || coalesce(max(seq_id), 0) || ', hash '
                || coalesce((select hash from chained order by seq_id desc limit 1), repeat('00', 32)) || ', '
                || count(*) || ' events' as last
            from chained),
        head as (
            select 'position ' || position || ', hash ' || encode(hash, 'hex') || ', ' || events || ' events' as last
            from chain_head)
        select 'head of the chain', 'chain_head', fact.last, head.last
        from fact left join head on true
        where fact.last is distinct from head.last
        """;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Rule => $"The hash chain of the {Words} is unbroken from the first event to the head";

    /// <inheritdoc/>
    public async Task<CheckFinding> RunAsync(VerificationScope scope, CancellationToken ct)
    {
        var schema = of switch
        {
            VerifiedPart.Inventory => scope.Inventory!,
            VerifiedPart.ErpExport => scope.Erp!,
            _ => scope.JournalSource,
        };
        var verdict = await HashChain.VerifyAsync(schema.Source, schema.Schema, ct);
        var difference = await FirstAsync(scope, Unchained, ct);
        difference ??= verdict.Break is { } broken
            ? new Difference(
                "hash chain", $"position {broken.Position}", "the hash that its content and the hash before it give",
                broken.Reason)
            : null;
        difference ??= await FirstAsync(scope, Head, ct);
        return new CheckFinding(verdict.Events, difference);
    }

    string Words => of switch
    {
        VerifiedPart.Inventory => "inventory",
        VerifiedPart.ErpExport => "ERP export",
        _ => "journal",
    };

    async Task<Difference?> FirstAsync(VerificationScope scope, string probe, CancellationToken ct)
    {
        await using var command = scope.Command(of, probe);
        return await SqlCheck.FirstAsync(command, ct);
    }
}
