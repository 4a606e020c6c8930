using System.Globalization;
using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.QuickBooks;

/// <summary>What can be read beside queries: changes, preferences, the company, the trial balance.</summary>
sealed class QuickBooksReads(QuickBooksOptions options, QuickBooksBooks books)
{
    const int ChangesMax = 1000;
    static readonly TimeSpan ChangesLookBack = TimeSpan.FromDays(30);

    /// <summary>Change data capture of journal entries; no more than 1,000, deleted ones with their id only.</summary>
    public JsonObject Changes(string? entities, string? changedSince)
    {
        var now = options.Time.GetUtcNow();
        if (string.IsNullOrEmpty(entities))
        {
            throw QuickBooksFaultException.Missing("entities");
        }

        if (!DateTimeOffset.TryParse(changedSince, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since))
        {
            throw QuickBooksFaultException.Missing("changedSince");
        }

        if (now - since > ChangesLookBack)
        {
            throw QuickBooksFaultException.Validation(
                "4001", "Invalid query", "QueryValidationError: changedSince must be within the last 30 days");
        }

        var changed = entities.Split(',').Contains("JournalEntry", StringComparer.OrdinalIgnoreCase)
            ? books.Since(since).Take(ChangesMax).Select(entry => (JsonNode)QuickBooksJson.Entry(entry)).ToArray()
            : [];
        var response = changed.Length == 0 ? [] : new JsonObject
        {
            ["JournalEntry"] = new JsonArray(changed),
            ["startPosition"] = 1,
            ["maxResults"] = changed.Length,
            ["totalCount"] = changed.Length,
        };
        return new JsonObject
        {
            ["CDCResponse"] = new JsonArray(new JsonObject { ["QueryResponse"] = new JsonArray(response) }),
            ["time"] = QuickBooksJson.Moment(now),
        };
    }

    public JsonObject Preferences()
    {
        var accounting = new JsonObject { ["ClassTrackingPerTxnLine"] = true, ["TrackDepartments"] = true };
        if (options.TellsClosingDate && books.ClosingDate is { } closed)
        {
            accounting["BookCloseDate"] = closed.ToString("O", CultureInfo.InvariantCulture);
        }

        return new JsonObject
        {
            ["Preferences"] = new JsonObject
            {
                ["AccountingInfoPrefs"] = accounting,
                ["CurrencyPrefs"] = new JsonObject
                {
                    ["MultiCurrencyEnabled"] = options.Currencies.Count > 0,
                    ["HomeCurrency"] = new JsonObject { ["value"] = options.HomeCurrency },
                },
                ["Id"] = "1",
                ["SyncToken"] = "6",
            },
            ["time"] = QuickBooksJson.Moment(options.Time.GetUtcNow()),
        };
    }

    public JsonObject Company() => new()
    {
        ["CompanyInfo"] = new JsonObject { ["CompanyName"] = "Simulated Company", ["Country"] = "US", ["Id"] = "1" },
        ["time"] = QuickBooksJson.Moment(options.Time.GetUtcNow()),
    };

    /// <summary>The report: balances in the home currency, one column of two filled.</summary>
    public JsonObject TrialBalance(string? startDate, string? endDate)
    {
        var (first, last) = (Day(startDate, DateOnly.MinValue), Day(endDate, DateOnly.MaxValue));
        var balances =
            from entry in books.Visible
            where !entry.IsDeleted && entry.Date >= first && entry.Date <= last
            from line in entry.Lines
            group decimal.Round(line.Amount * entry.Rate, 2) * (line.IsDebit ? 1 : -1) by line.Account into sums
            orderby sums.Key
            select (Account: books.Accounts[sums.Key], Balance: sums.Sum());
        var rows = balances.Select(row => (JsonNode)new JsonObject
        {
            ["ColData"] = new JsonArray(
                new JsonObject { ["value"] = row.Account.Name, ["id"] = row.Account.Id }, Cell(row.Balance), Cell(-row.Balance)),
        });
        return new JsonObject
        {
            ["Header"] = new JsonObject
            {
                ["ReportName"] = "TrialBalance",
                ["Currency"] = options.HomeCurrency,
                ["ReportBasis"] = "Accrual",
            },
            ["Columns"] = new JsonObject
            {
                ["Column"] = new JsonArray(Column("", "Account"), Column("Debit", "Money"), Column("Credit", "Money")),
            },
            ["Rows"] = new JsonObject { ["Row"] = new JsonArray([.. rows]) },
        };
    }

    static JsonObject Column(string title, string type) => new() { ["ColTitle"] = title, ["ColType"] = type };

    static JsonObject Cell(decimal balance) => new()
    {
        ["value"] = balance > 0 ? balance.ToString("0.00", CultureInfo.InvariantCulture) : "",
    };

    static DateOnly Day(string? text, DateOnly fallback) => text is null
        ? fallback
        : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
