namespace Ledger.Reporting.Verifying;

/// <summary>The hash chain is intact from the first event to the last, and the chain's head is the last event.</summary>
sealed class ChainCheck : IVerificationCheck
{
    const string Head =
        """
        select 'head of the chain', 'chain_head',
               'position ' || coalesce(l.seq_id, 0) || ', hash ' || coalesce(l.hash, repeat('00', 32)) || ', '
                   || (select count(*) from mt_events) || ' events',
               'position ' || h.position || ', hash ' || encode(h.hash, 'hex') || ', ' || h.events || ' events'
        from chain_head h
        left join lateral (
            select seq_id, headers ->> 'hash' as hash from mt_events order by seq_id desc limit 1) l on true
        where h.position <> coalesce(l.seq_id, 0) or encode(h.hash, 'hex') <> coalesce(l.hash, repeat('00', 32))
            or h.events <> (select count(*) from mt_events)
        """;

    /// <inheritdoc/>
    public string Name => "hash-chain";

    /// <inheritdoc/>
    public string Rule => "The hash chain is unbroken from the first event to the head";

    /// <inheritdoc/>
    public async Task<CheckFinding> RunAsync(VerificationScope scope, CancellationToken ct)
    {
        await using var command = scope.Journal(Head);
        var difference = await SqlCheck.FirstAsync(command, ct);
        return new CheckFinding(scope.Position, difference);
    }
}
