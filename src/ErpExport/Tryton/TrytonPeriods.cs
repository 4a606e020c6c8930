using System.Globalization;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Tryton;

/// <summary>Accounting periods: of a day there is one of type standard, open, closed or locked.</summary>
sealed class TrytonPeriods(TrytonRpc rpc)
{
    static readonly string[] Fields = ["name", "state", "start_date"];

    /// <summary>Id of the open period of a day; or what is there in place of one.</summary>
    /// <exception cref="ErpAwayException">Tryton cannot be asked.</exception>
    public async Task<(long? Open, PeriodStatus Status)> OfAsync(long company, DateOnly date, CancellationToken ct)
    {
        var periods = await rpc.SearchAsync(
            "account.period",
            json =>
            {
                json.WriteCondition("company", "=", company);
                json.WriteCondition("type", "=", "standard");
                json.WriteCondition("start_date", "<=", date);
                json.WriteCondition("end_date", ">=", date);
            },
            Fields, ct, company);
        foreach (var open in periods.Where(period => period.Text("state") == "open"))
        {
            return (open.Id(), PeriodStatus.Open.Instance);
        }

        var detail = periods.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"Tryton has no period for {date:yyyy-MM-dd}; an accountant can make one.")
            : $"Tryton's period {periods[0].Text("name")} is {StateOf(periods[0].Text("state"))}";
        return (null, new PeriodStatus.Closed(detail, await NextOpenAsync(company, date, ct)));
    }

    async Task<DateOnly?> NextOpenAsync(long company, DateOnly date, CancellationToken ct)
    {
        var next = await rpc.SearchAsync(
            "account.period",
            json =>
            {
                json.WriteCondition("company", "=", company);
                json.WriteCondition("type", "=", "standard");
                json.WriteCondition("state", "=", "open");
                json.WriteCondition("start_date", ">", date);
            },
            Fields, ct, company, order: "start_date", limit: 1);
        return next.Count == 0 ? null : TrytonQuestions.Reading("A period", () => next[0].Date("start_date"));
    }

    static string StateOf(string? state) => state == "locked"
        ? "locked: nobody can open it again."
        : "closed; an accountant can open it again, and its journal-period too.";
}
