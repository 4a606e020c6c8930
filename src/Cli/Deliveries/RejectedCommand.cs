using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Evidence;
using Npgsql;

namespace Ledger.Cli.Deliveries;

/// <summary><c>ledger deliveries rejected</c>: why does a provider see 401 since noon?</summary>
static class RejectedCommand
{
    static readonly TimeSpan Standard = TimeSpan.FromDays(1);

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var provider = new Option<string?>("--provider") { Description = "One provider; without it all." };
        var endpoint = new Option<string?>("--endpoint") { Description = "One endpoint; without it all." };
        var since = MomentOption.Of("--since", "From when on, without it one day ago");
        return new Command(
            "rejected",
            "Shows refused deliveries by endpoint and reason, the good ones around them, the clock and the secret seen, and what to do.")
        {
            provider, endpoint, since,
        }.Runs((context, ct) =>
        {
            var now = context.Time.GetUtcNow();
            return RunAsync(context, context.Get(provider), context.Get(endpoint), context.Get(since, now) ?? now - Standard, ct);
        });
    }

    static async Task<int> RunAsync(
        CommandContext context, string? provider, string? endpoint, DateTimeOffset since, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(context.Connections.Evidence);
        var groups = await new RejectedDeliveries(source, "evidence").FindAsync(since, provider, endpoint, ct);
        if (groups.Count == 0 && ProviderName.IsUnknown(provider))
        {
            // Not before it is asked for: what was sent to a name that no provider has was refused, too.
            throw ProviderName.Unknown(provider);
        }

        var secrets = LiveSecrets.Read(context.Connections);
        var printed = groups.Select(group => new PrintedRejection(group, RejectionAdvice.Of(group, secrets))).ToList();
        if (context.Output.IsJson)
        {
            context.Output.Json(
                new PrintedRejections(since.ToUniversalTime(), secrets?.ChangedAt, secrets?.Fault, printed),
                DeliveryJson.Default.PrintedRejections);
            return ExitCode.Ok;
        }

        Print(context.Output, since, secrets, printed);
        return ExitCode.Ok;
    }

    static void Print(Output output, DateTimeOffset since, LiveSecrets? secrets, List<PrintedRejection> printed)
    {
        if (printed.Count == 0)
        {
            output.Verdict(good: true, $"No delivery was refused since {Time(since)}.");
            return;
        }

        var table = new TextTable(
            "Provider", "Endpoint", "Reason", ">Count", "First (UTC)", "Last (UTC)", "Good before", "Good after", ">Signed s before");
        foreach (var (group, _) in printed)
        {
            table.Row(
                group.Provider, group.Endpoint, group.Reason, group.Deliveries.ToString(), Time(group.First), Time(group.Last),
                Good(group.GoodBefore), Good(group.GoodAfter), Skew(group.Skew));
        }

        output.Table(table);
        output.Line();
        foreach (var (group, advice) in printed)
        {
            var detail = group.Detail is { } last ? $" Of the last one: {last}" : "";
            output.Line($"{group.Provider}/{group.Endpoint} {group.Reason}: {advice}{detail}");
        }

        if (secrets is { Fault: { } fault })
        {
            output.Line($"The secrets file cannot be used now: {fault}");
        }

        output.Line("Counts are of the archive: of a flood it has a sample.");
    }

    static string Good(GoodDelivery? good) =>
        good is null ? "none" : $"{Time(good.ReceivedAt)}{(good.SecretId is { } id ? $" ({id})" : "")}";

    static string? Skew(ClockSkew? skew) => skew is null ? null
        : skew.LeastSeconds == skew.MostSeconds ? $"{skew.MedianSeconds}"
        : $"{skew.LeastSeconds} / {skew.MedianSeconds} / {skew.MostSeconds}";

    static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss");
}
