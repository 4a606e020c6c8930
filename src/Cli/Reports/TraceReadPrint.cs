using Ledger.Accounting;
using Ledger.Reporting.Tracing;

namespace Ledger.Cli.Reports;

/// <summary>A message at the confirmation, as a part of a trace: where it stands, what it states, what was read, what to do.</summary>
static class TraceReadPrint
{
    /// <summary>The part of the tree.</summary>
    public static TextTree Read(TracedRead read)
    {
        var below = new List<TextTree> { new($"report {read.ReportId}, {read.Reported} facts reported, {read.Released} released") };
        if (read.IsUnposted)
        {
            below.Add(new(Standing(read)));
            below.AddRange(read.Stated.Select(fact => new TextTree($"it states {Stated(fact)}")));
        }

        if (read.ReadId is { } readId)
        {
            below.Add(new(
                $"{read.Address} read {TracePrint.Time(read.ReadAt)}, {read.ObjectState ?? "no state"}; bytes are delivery {readId}"));
        }

        if (read.Detail is not null)
        {
            below.Add(new(read.Detail));
        }

        if (read.DecidedBy is not null)
        {
            below.Add(new($"decided by {read.DecidedBy}: {read.Reason}"));
        }

        if (read.IsUnposted)
        {
            below.Add(new($"next: ledger confirm show {read.ProviderEventId}"));
        }

        return new TextTree(
            $"{read.ProviderEventId} {read.ProviderEventType}: {read.State}"
            + $"{(read.Outcome is null ? "" : $", {read.Outcome}")} after {read.Tries} {(read.Tries == 1 ? "read" : "reads")}", below);
    }

    static string Standing(TracedRead read) => read.State switch
    {
        "waiting" => $"waits for a read of the provider's API, until {TracePrint.Time(read.Deadline)}: nothing of it is posted yet",
        "held" => "held for a person, who retries, dismisses or accepts it: nothing of it is posted",
        "expired" or "failed" => "could not be read before its deadline, a dead letter of the confirmation: nothing of it is posted",
        "dismissed" => $"dismissed by {read.DecidedBy ?? "nobody known"}: nothing of it is posted",
        _ => "the provider's object says that there is nothing to post",
    };

    static string Stated(StatedFact fact) =>
        $"{fact.Class} of {fact.StreamId}"
        + (fact.OrderRef is null ? "" : $", order {fact.OrderRef}")
        + (fact.InvoiceRef is null ? "" : $", invoice {fact.InvoiceRef}")
        + (fact is { MinorUnits: { } units, Currency: { } code }
            ? $", {Money.Format(units, Currency.Parse(code).Exponent)} {code}{(fact.IsTotal ? " so far" : "")}"
            : ", no amount");
}
