using System.Globalization;
using System.Text.Json;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Odoo;

/// <summary>Reads lock dates as they hold for our user: with exceptions granted to it, and with those of parent companies.</summary>
sealed class OdooPeriods(OdooClient client)
{
    /// <summary>The locks of a company, read anew.</summary>
    public async Task<OdooLocks> LocksAsync(long company, CancellationToken ct)
    {
        var answer = await client.AskAsync("res.company/search_read", OdooArguments.Search(
            company, json => json.Where("id", "=", company), [.. OdooLocks.All.Select(rule => rule.Field)]), ct);
        return answer.Rows().ToList() is [var row]
            ? OdooLocks.Parse(row)
            : throw new ErpAwayException(ErpReason.AnswerUnreadable, $"Odoo does not tell the lock dates of company {company}.");
    }
}

/// <summary>Lock dates: nothing is posted on or before them.</summary>
sealed class OdooLocks
{
    /// <summary>
    /// The locks that an entry without taxes can meet, with the type of journal that each is for (null for all) and its name in Odoo.
    /// </summary>
    public static readonly (string Field, string? JournalType, string Name)[] All =
    [
        ("user_fiscalyear_lock_date", null, "Global Lock Date"),
        ("user_hard_lock_date", null, "Hard Lock Date"),
        ("user_sale_lock_date", "sale", "Sales Lock Date"),
        ("user_purchase_lock_date", "purchase", "Purchase Lock Date"),
    ];

    readonly DateOnly?[] _dates;

    OdooLocks(DateOnly?[] dates) => _dates = dates;

    /// <summary>Reads them.</summary>
    public static OdooLocks Parse(JsonElement company) => new([.. All.Select(rule => company.Day(rule.Field))]);

    /// <summary>Whether a day is open in a journal of a type.</summary>
    public PeriodStatus StatusOf(DateOnly date, string? journalType)
    {
        var locks = All.Zip(_dates)
            .Where(pair => pair.First.JournalType is null || pair.First.JournalType == journalType)
            .Where(pair => date <= pair.Second).ToList();
        if (locks.Count == 0)
        {
            return PeriodStatus.Open.Instance;
        }

        var last = locks.Max(pair => pair.Second)!.Value;
        return new PeriodStatus.Closed(
            string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd} is locked in Odoo by ") + string.Join(
                ", ", locks.Select(pair => string.Create(
                    CultureInfo.InvariantCulture, $"{pair.First.Name} {pair.Second:yyyy-MM-dd}")))
            + "; an accountant opens it under Accounting, Lock Dates.",
            last.AddDays(1));
    }

    /// <summary>Why a document cannot be posted; null when it can.</summary>
    public ErpRefusal? RefusalOf(DateOnly date, string? journalType) => StatusOf(date, journalType) is PeriodStatus.Closed closed
        ? new ErpRefusal(ErpReason.PeriodClosed, closed.Detail)
        : null;
}
