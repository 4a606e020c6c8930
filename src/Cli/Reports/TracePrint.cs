using Ledger.Accounting;
using Ledger.Reporting.Tracing;

namespace Ledger.Cli.Reports;

/// <summary>A trace as a tree for people: deliveries, then each fact with its disposition, entries and later links.</summary>
static class TracePrint
{
    /// <summary>The lines of the tree.</summary>
    public static IEnumerable<string> Lines(TraceReport report)
    {
        yield return $"{report.Id} ({string.Join(", ", report.FoundAs)})";
        foreach (var stream in report.Streams)
        {
            yield return "";
            var isOfGoods = stream.Commands.Count > 0;
            var parts = new List<TextTree> { isOfGoods ? Commands(stream.Commands) : Deliveries(stream.Deliveries) };
            parts.AddRange(stream.Facts.Select(fact => Fact(fact, isOfGoods ? "command" : "delivery")));
            var status = stream.Status ?? (stream.Facts.Count == 0 ? "not in the journal" : "without a state");
            foreach (var line in new TextTree($"{stream.StreamId}  {status}", parts).Lines())
            {
                yield return line;
            }
        }

        if (report.Reads.Count > 0)
        {
            yield return "";
            foreach (var line in new TextTree("at the confirmation", [.. report.Reads.Select(TraceReadPrint.Read)]).Lines())
            {
                yield return line;
            }
        }

        if (report.Stock.Count > 0)
        {
            yield return "";
            foreach (var line in new TextTree("stock", [.. report.Stock.Select(Stock)]).Lines())
            {
                yield return line;
            }
        }

        if (report.MoreStreams)
        {
            yield return "";
            yield return $"More than {Trace.StreamsMax} streams carry this id; the others are not shown.";
        }

        if (report.OtherDeliveries.Count > 0)
        {
            yield return "";
            foreach (var line in Deliveries(report.OtherDeliveries).Lines())
            {
                yield return line;
            }
        }
    }

    static TextTree Stock(TracedStock fact)
    {
        var below = fact.Movements.Select(movement => new TextTree(
            $"{movement.Kind} {movement.Quantity} × {movement.Sku} at {movement.Location}, movement {movement.Sequence}: available "
            + $"{movement.AvailableBefore} -> {movement.AvailableAfter}"
            + Cost(movement))).ToList();
        foreach (var said in new[] { fact.Detail, fact.Remark, fact.Channel is { } channel ? $"channel {channel}" : null }.OfType<string>())
        {
            below.Add(new(said));
        }

        below.AddRange(fact.Snapshot.Select(stock => new TextTree(
            $"{stock.Sku} at {stock.Location} had {stock.Available} available: {stock.OnHand} on hand, {stock.Reserved} reserved, "
            + $"{stock.Committed} committed, after movement {stock.Sequence}")));

        if (fact.Position is { } position)
        {
            below.Add(new($"position {position} of the inventory, hash {fact.Hash ?? "none"}"));
        }

        return new TextTree(
            $"{Time(fact.RecordedAt)}  {fact.Class}: {fact.Disposition}{(fact.Reason is null ? "" : $", {fact.Reason}")}"
            + (fact.Actor is null ? "" : $", by {fact.Actor}"), below);
    }

    static string Cost(TracedMovement movement) => movement is { CostMinorUnits: not 0, Currency: { } currency }
        ? $", cost {Money.Format(movement.CostMinorUnits, Currency.Parse(currency).Exponent)} {currency}"
        : "";

    static TextTree Deliveries(IReadOnlyList<TracedDelivery> deliveries) =>
        new($"{deliveries.Count} {(deliveries.Count == 1 ? "delivery" : "deliveries")}", [.. deliveries.Select(delivery =>
            new TextTree(
                $"{Time(delivery.ReceivedAt)}  {delivery.Verdict ?? "not in the archive yet"}"
                + $"{(delivery.Source is null ? "" : $", by {delivery.Source}")}  "
                + $"{delivery.ProviderEventId} {delivery.ProviderEventType}  -> {delivery.Outcome}",
                [.. Details(delivery).Select(detail => new TextTree(detail))]))]);

    static TextTree Commands(IReadOnlyList<TracedCommand> commands) =>
        new($"{commands.Count} {(commands.Count == 1 ? "command" : "commands")}", [.. commands.Select(command =>
            new TextTree(
                $"{Time(command.ReceivedAt)}  {command.Kind}  "
                + (command.Kept ? $"by {command.Actor}" : "not among the commands that the inventory keeps"),
                [new($"command {command.CommandId}"), new($"SHA-256 {command.BodySha256 ?? "not known"}")]))]);

    static IEnumerable<string> Details(TracedDelivery delivery)
    {
        yield return $"delivery {delivery.DeliveryId}" + (delivery.TraceId is null ? "" : $", trace {delivery.TraceId}");
        yield return $"SHA-256 {delivery.BodySha256 ?? "not known yet"}"
            + (delivery.Masked || delivery.Truncated
                ? $" as sent; {Change(delivery)}, stored as {delivery.StoredSha256}" : "");
        if (delivery.Destroyed is { } act)
        {
            yield return $"body {(act.Kind == "erasure" ? "erased" : "destroyed by retention")} on {Time(act.At)} by {act.By}"
                + (act.Reason is null ? "" : $", because: {act.Reason}");
        }

        if (delivery.Detail is not null)
        {
            yield return delivery.Detail;
        }
    }

    static string Change(TracedDelivery delivery) => (delivery.Masked, delivery.Truncated) switch
    {
        (true, true) => "card numbers masked, only the beginning kept",
        (true, false) => "card numbers masked",
        _ => "only the beginning kept",
    };

    static TextTree Fact(TracedFact fact, string source)
    {
        var below = new List<TextTree>
        {
            new($"event {fact.EventId} about {fact.ProviderObjectId}, occurred {Time(fact.OccurredAt)}"),
            new($"first delivered by {fact.ProviderEventId}, {source} {fact.DeliveryId}"),
        };
        below.AddRange(fact.Repeats.Select(repeat =>
            new TextTree($"again {Time(repeat.RecordedAt)} by {repeat.ProviderEventId}, {source} {repeat.DeliveryId}: {repeat.Kind}")));
        below.AddRange(fact.Records.Select(Record));
        var name = fact.Variant is null ? fact.Class : $"{fact.Class} ({fact.Variant})";
        return new TextTree(
            $"{name}: {fact.Disposition ?? "not in the inbox"}{(fact.Reason is null ? "" : $", {fact.Reason}")}", below);
    }

    static TextTree Record(TracedRecord record)
    {
        var below = new List<TextTree>();
        if (record.Row is not null)
        {
            below.Add(new($"row {record.Row} of matrix {record.MatrixVersion}, {record.StatusBefore} -> {record.StatusAfter}"));
        }

        if (record.Reason is not null)
        {
            below.Add(new(record.Reason + (record.Deadline is null ? "" : $", until {Time(record.Deadline)}")
                + (record.Detail is null ? "" : $": {record.Detail}")));
        }

        if (record.Entry is { } entry)
        {
            below.Add(Entry(entry));
        }

        below.Add(new($"hash {record.Hash ?? "none"}"));
        return new TextTree(
            $"{record.Type.Replace('_', ' ')} {Time(record.RecordedAt)}, position {record.Position}"
            + (record.ReleasedFromHold ? ", released from hold" : ""), below);
    }

    static TextTree Entry(TracedEntry entry)
    {
        var below = entry.Lines.Select(line => new TextTree(
            $"{(line.Side == Side.Debit ? "debit " : "credit")}  {line.Account} {line.Name,-36} "
            + $"{line.Amount,16} {line.Currency}")).ToList();
        if (entry.Corrects is { } corrects)
        {
            below.Add(new($"corrects entry {corrects}"));
        }

        if (entry.CorrectedBy is { } correctedBy)
        {
            below.Add(new($"corrected by entry {correctedBy}"));
        }

        below.AddRange(entry.Exports.Select(Export));
        return new TextTree($"entry {entry.EntryId}, booked {entry.BookingDate:yyyy-MM-dd}, {entry.Confidence}", below);
    }

    static TextTree Export(TracedExport export)
    {
        var why = string.Join(": ", new[] { export.Reason, export.Detail }.OfType<string>());
        var number = export.ErpNumber ?? export.ErpId;
        var dated = export.PostedDate is { } date ? $", dated {date:yyyy-MM-dd}" : "";
        return new TextTree(
            $"{export.Target}: {(export.Reference is { } reference ? $"{reference} of run {export.RunNumber}, " : "")}{export.State}"
            + (number is null ? "" : $", document {number}{dated}"),
            why.Length == 0 ? [] : [new(why)]);
    }

    /// <summary>A moment to the millisecond, in UTC.</summary>
    public static string Time(DateTimeOffset? at) =>
        at is { } known ? $"{known.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}Z" : "(time not known yet)";
}
