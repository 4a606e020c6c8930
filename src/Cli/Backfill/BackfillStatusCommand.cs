using System.CommandLine;
using Ledger.Backfill.Storage;
using Ledger.Cli.Shell;
using Ledger.ProviderAccess;

namespace Ledger.Cli.Backfill;

/// <summary><c>ledger backfill status</c>: how each endpoint is looked after.</summary>
static class BackfillStatusCommand
{
    /// <summary>How far back the last webhook is looked for where none is known.</summary>
    static readonly TimeSpan Reach = TimeSpan.FromDays(7);

    /// <summary>Builds the command.</summary>
    public static Command Build() =>
        new Command("status", "Shows of each endpoint its last webhook, how far its list was read, whether it is silent, and gaps.")
            .Runs(RunAsync);

    static async Task<int> RunAsync(CommandContext context, CancellationToken ct)
    {
        var endpoints = BackfillBooks.Endpoints(context).All;
        await using var books = await BackfillBooks.OpenAsync(context, ct);
        var known = (await books.Watermarks.AllAsync(ct)).ToDictionary(each => (each.Provider, each.Endpoint));
        var now = context.Time.GetUtcNow();
        var printed = new List<PrintedEndpoint>();
        foreach (var endpoint in endpoints.OrderBy(each => $"{each.Provider.Name}/{each.Name}", StringComparer.Ordinal))
        {
            var mark = known.GetValueOrDefault((endpoint.Provider.Name, endpoint.Name));
            var last = await books.LastDelivery(endpoint.Provider.Name, endpoint.Name, mark?.LastDeliveryAt ?? now - Reach, ct);
            printed.Add(Of(endpoint, mark, last ?? mark?.LastDeliveryAt, now));
        }

        var gaps = await books.Gaps.AllAsync(ct);
        if (context.Output.IsJson)
        {
            context.Output.Json(new PrintedStatus(printed, gaps), BackfillJson.Default.PrintedStatus);
        }

        Print(context.Output, printed);
        PrintGaps(context.Output, gaps);
        return printed.Exists(each => each.IsSilent || each.Problem is not null) || gaps.Any(gap => gap.IsOpen) ? ExitCode.No : ExitCode.Ok;
    }

    static PrintedEndpoint Of(WebhookEndpoint endpoint, Watermark? mark, DateTimeOffset? last, DateTimeOffset now)
    {
        var threshold = endpoint.Settings.SilenceMinutes;
        var quiet = last is { } at ? now - at : (TimeSpan?)null;
        return new PrintedEndpoint(
            endpoint.Provider.Name, endpoint.Name, endpoint is { Settings.Api: not null, Provider.Api.Events: not null }, last, threshold,
            threshold is { } minutes && (quiet is { } since ? since > TimeSpan.FromMinutes(minutes) : mark?.SilentSince is not null),
            mark?.Reached, mark?.Reached is { } reached ? (long)(now - reached).TotalSeconds : null, mark?.PolledAt, mark?.Problem,
            mark?.LeaseHolder);
    }

    static void Print(Output output, List<PrintedEndpoint> endpoints)
    {
        var table = new TextTable("Endpoint", "Listed", "Last webhook", "Silence", "Watermark", ">Lag s", "Problem");
        foreach (var each in endpoints)
        {
            table.Row(
                $"{each.Provider}/{each.Endpoint}", each.IsListed ? "yes" : "no",
                each.LastDeliveryAt is { } last ? RunPrint.Time(last) : "none seen",
                each.IsSilent ? $"over {each.SilenceMinutes} min"
                    : each.SilenceMinutes is { } minutes ? $"within {minutes} min" : "not watched",
                each.Watermark is { } reached ? RunPrint.Time(reached) : "none yet", each.LagSeconds is { } lag ? $"{lag}" : "",
                each.Problem);
        }

        output.Table(table);
    }

    static void PrintGaps(Output output, IReadOnlyList<Gap> gaps)
    {
        if (gaps.Count == 0)
        {
            return;
        }

        output.Heading("Gaps: the provider no longer listed what is between");
        var table = new TextTable("Gap", "Endpoint", "Since", "Until", "Found", "Acknowledged");
        foreach (var gap in gaps)
        {
            table.Row(
                gap.GapId.ToString(), $"{gap.Provider}/{gap.Endpoint}", RunPrint.Time(gap.Since), RunPrint.Time(gap.Until),
                RunPrint.Time(gap.FoundAt),
                gap.AcknowledgedAt is { } at ? $"{RunPrint.Time(at)} by {gap.AcknowledgedBy}: {gap.Note}" : "open");
        }

        output.Table(table);
        if (gaps.Count(gap => gap.IsOpen) is > 0 and var open)
        {
            output.Verdict(
                good: false,
                $"Open gaps: {open}. Fetch what is missing from the provider's reports or dashboard, hand it in with "
                + "'ledger backfill file', then 'ledger backfill acknowledge GAP --note …'.");
        }
    }
}

/// <summary>How the endpoints are looked after, on standard output with <c>--json</c>.</summary>
sealed record PrintedStatus(IReadOnlyList<PrintedEndpoint> Endpoints, IReadOnlyList<Gap> Gaps);

/// <summary>How one is.</summary>
sealed record PrintedEndpoint(
    string Provider, string Endpoint, bool IsListed, DateTimeOffset? LastDeliveryAt, int? SilenceMinutes, bool IsSilent,
    DateTimeOffset? Watermark, long? LagSeconds, DateTimeOffset? PolledAt, string? Problem, string? ReadBy);
