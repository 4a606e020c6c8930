using Ledger.Accounting;

namespace Ledger.Reporting.Exporting;

/// <summary>How one plain-text accounting tool wants a journal written. Pure: text out of facts.</summary>
interface IPlainTextFormat
{
    /// <summary>Opens the file: what it is, the currencies, the accounts.</summary>
    IEnumerable<string> Opening(JournalExtent extent, ChartOfAccounts chart);

    /// <summary>One entry, with an empty line behind it.</summary>
    IEnumerable<string> Entry(ExportedEntry entry, AccountNames names);

    /// <summary>Closes the file: every balance, asserted, so that the tool proves that it read what we hold.</summary>
    IEnumerable<string> Closing(JournalExtent extent, AccountNames names);

    /// <summary>What the tool calls an account.</summary>
    string NameOf(string code, Account? account);
}

/// <summary>An entry with its place.</summary>
/// <param name="Position">Position in the journal.</param>
/// <param name="RecordedAt">When it was posted (UTC).</param>
/// <param name="Hash">Its link of the hash chain; null for another writer's events.</param>
/// <param name="Entry">The entry.</param>
sealed record ExportedEntry(long Position, DateTimeOffset RecordedAt, string? Hash, RecordedFact Entry)
{
    /// <summary>References that an entry carries along, in order; those that it does not have are left out.</summary>
    public IEnumerable<(string Name, string Value)> References()
    {
        (string Name, string? Value)[] all =
        [
            ("entry-id", $"{Entry.EntryId}"), ("position", $"{Position}"), ("event-id", $"{Entry.EventId}"),
            ("payment-id", Entry.PaymentId), ("provider", Entry.Provider), ("provider-account", Entry.Account),
            ("provider-event-id", Entry.ProviderEventId), ("provider-object-id", Entry.ProviderObjectId),
            ("order-ref", Entry.OrderRef), ("invoice-ref", Entry.InvoiceRef), ("row", Entry.Row),
            ("matrix-version", Entry.MatrixVersion), ("occurred-at", $"{Entry.OccurredAt.UtcDateTime:O}"),
            ("recorded-at", $"{RecordedAt.UtcDateTime:O}"), ("delivery-id", Entry.DeliveryId?.ToString()),
            ("body-sha256", Entry.BodySha256), ("corrects", Entry.Corrects?.ToString()), ("hash", Hash),
        ];
        return all.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => (pair.Name, pair.Value!));
    }
}

/// <summary>What a journal spans.</summary>
/// <param name="Position">Position of the last event.</param>
/// <param name="First">First booking date; 1970-01-01 in an empty journal.</param>
/// <param name="Last">Last booking date; 1970-01-01 in an empty journal.</param>
/// <param name="Balances">Balances as the read model holds them: debits less credits, in minor units.</param>
sealed record JournalExtent(long Position, DateOnly First, DateOnly Last, IReadOnlyList<SignedBalance> Balances)
{
    /// <summary>Currencies in use, in order of their codes.</summary>
    public IEnumerable<Currency> Currencies =>
        Balances.Select(b => b.Currency).Distinct().OrderBy(c => c.Code, StringComparer.Ordinal);

    /// <summary>Accounts to declare: those of the chart, then those in use that it does not have.</summary>
    public IEnumerable<(string Code, Account? Account)> Accounts(ChartOfAccounts chart) =>
        chart.Accounts.Select(account => (account.Code, (Account?)account)).Concat(
            Balances.Select(b => b.Account).Distinct().Where(code => !chart.TryFind(code, out _))
                .Select(code => (code, (Account?)null)));
}

/// <summary>An account's balance in one currency.</summary>
readonly record struct SignedBalance(string Account, Currency Currency, Int128 MinorUnits)
{
    /// <summary>In major units with the currency's decimal places.</summary>
    public string Amount => Money.Format(MinorUnits, Currency.Exponent);
}
