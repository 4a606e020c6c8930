namespace Ledger.Cli.Demo;

/// <summary>
/// The figures of a run: the same record for what the tally expects and for what was found, so that they can be
/// compared field by field.
/// </summary>
sealed record DemoFigures
{
    /// <summary>
    /// HTTP requests that got a final answer; one that was answered 429 or 5xx is sent again, as a provider does.
    /// </summary>
    public required int Sent { get; init; }

    /// <summary>Of these, answered 2xx.</summary>
    public required int Acknowledged { get; init; }

    /// <summary>Of these, answered 4xx.</summary>
    public required int Refused { get; init; }

    /// <summary>Journal entries.</summary>
    public required int Posted { get; init; }

    /// <summary>
    /// Canonical events recognised as a repeat: of a message (same event id) or of a fact (another event id).
    /// </summary>
    public required int Duplicates { get; init; }

    /// <summary>
    /// Canonical events, not counting repeats, that led to no entry: noted (an authorization, a failed attempt) or out
    /// of date when they came.
    /// </summary>
    public required int Noops { get; init; }

    /// <summary>Canonical events still waiting for their predecessor at the end.</summary>
    public required int Held { get; init; }

    /// <summary>Messages that came into a dead-letter queue during the run.</summary>
    public required int DeadLettered { get; init; }

    /// <summary>Canonical events that became an exception for a person to look at.</summary>
    public required int Exceptions { get; init; }

    /// <summary>Sums per currency and account, in this order.</summary>
    public required IReadOnlyList<AccountFigure> Balances { get; init; }

    /// <summary>Every figure that is not the same, in words.</summary>
    public IReadOnlyList<string> DifferencesTo(DemoFigures found)
    {
        (string Name, int Expected, int Found)[] counts =
        [
            ("sent", Sent, found.Sent), ("acknowledged", Acknowledged, found.Acknowledged),
            ("refused", Refused, found.Refused), ("posted", Posted, found.Posted),
            ("duplicates", Duplicates, found.Duplicates), ("noops", Noops, found.Noops),
            ("held", Held, found.Held), ("deadLettered", DeadLettered, found.DeadLettered),
            ("exceptions", Exceptions, found.Exceptions),
        ];
        var keys = Balances.Concat(found.Balances).Select(figure => (figure.Currency, figure.Account)).Distinct();
        return
        [
            .. counts.Where(count => count.Expected != count.Found)
                .Select(count => $"{count.Name}: expected {count.Expected}, found {count.Found}"),
            .. from key in keys
               let expected = Of(Balances, key)
               let actual = Of(found.Balances, key)
               where expected != actual
               select $"account {key.Account} in {key.Currency}: expected {expected}, found {actual}",
        ];
    }

    static AccountFigure Of(IReadOnlyList<AccountFigure> figures, (string Currency, string Account) key) =>
        figures.FirstOrDefault(figure => (figure.Currency, figure.Account) == key)
        ?? new AccountFigure(key.Currency, key.Account, 0, 0);
}

/// <summary>Sums of an account in a currency, in minor units.</summary>
sealed record AccountFigure(string Currency, string Account, long Debits, long Credits)
{
    /// <inheritdoc/>
    public override string ToString() => $"debits {Debits}, credits {Credits}";
}
