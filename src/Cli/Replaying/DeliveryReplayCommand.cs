using System.CommandLine;
using Ledger.Cli.Archive;
using Ledger.Cli.Backfill;
using Ledger.Cli.Shell;
using Ledger.Evidence;
using Ledger.Intake;
using Ledger.MessageBus;
using Ledger.MessageBus.Publishing;
using Ledger.ProviderAccess.Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Cli.Replaying;

/// <summary><c>ledger replay</c>: translates archived deliveries anew, and publishes what the journal does not know.</summary>
static class DeliveryReplayCommand
{
    const int InFlightMax = 1_000;

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var from = InstantOption.Of("--from", "Deliveries received from then on", required: true);
        var to = InstantOption.Of("--to", "Deliveries received before", required: true);
        var provider = new Option<string?>("--provider") { Description = "Only of this provider." };
        var endpoint = new Option<string?>("--endpoint") { Description = "Only of endpoints of this name." };
        var plan = new Option<bool>("--plan") { Description = "Says what would be published, and publishes nothing." };
        var inFlight = new Option<int>("--in-flight")
        {
            Description = $"Most facts that wait for the broker's confirmation at once (1 to {InFlightMax}).",
            DefaultValueFactory = _ => 100,
        };
        return new Command(
            "replay",
            "Translates archived deliveries by today's code and publishes facts that are new or differ; exit code 1 when some differ, or "
            + "are refused, held for a person or dead, or deliveries could not be translated.")
        {
            from, to, provider, endpoint, plan, inFlight,
        }.Runs((context, ct) =>
        {
            var span = new ReplaySpan(
                context.Get(from)!.Value, context.Get(to)!.Value, ProviderName.Known(context.Get(provider)), context.Get(endpoint));
            if (span.To <= span.From || context.Get(inFlight) is < 1 or > InFlightMax)
            {
                throw CliError.WrongUsage(
                    "--to is not behind --from, or --in-flight is out of range.", $"Give moments in their order, and 1 to {InFlightMax}.");
            }

            return RunAsync(context, span, context.Get(plan), context.Get(inFlight), ct);
        });
    }

    static async Task<int> RunAsync(CommandContext context, ReplaySpan span, bool plan, int inFlight, CancellationToken ct)
    {
        await using var books = new ArchiveBooks(context);
        await using var journal = NpgsqlDataSource.Create(context.Connections.Journal);
        await using var confirmation = context.Connections.Confirmation is { } database ? NpgsqlDataSource.Create(database) : null;
        var endpoints = BackfillBooks.Endpoints(context);
        var queues = plan ? [] : await StandingQueues.OfAsync(context, ct);
        await using var publisher = plan ? null : Publisher(context, queues);
        using var http = CertificateSource.NewClient();
        var certificates = new CertificateStore(
            new CertificateSource(http, context.Time), context.Time, NullLogger<CertificateStore>.Instance);
        var replay = new DeliveryReplay(
            new ArchiveSearch(books.Source, ArchiveBooks.Schema, books.KeysIfAny), new InboxLookup(journal), new ReadLookup(confirmation),
            certificates.Complete(endpoints), certificates,
            publisher is null
                ? null
                : new DeliveryPublisher(
                    publisher, queues, new BusOptions { Broker = context.Connections.Broker }.ConfirmTimeout, context.Time)
                    .PublishFactsAsync);
        ReplayReport report;
        try
        {
            report = await replay.RunAsync(span, inFlight, new Told(context.Output), ct);
        }
        catch (PublishFailedException away)
        {
            throw CliError.Unreachable(
                "RABBITMQ_UNREACHABLE", $"RabbitMQ did not confirm: {away.Message}",
                "Run it again: what came through is known by then, and has no second effect.");
        }

        if (context.Output.IsJson)
        {
            context.Output.Json(report, ReplayJson.Default.ReplayReport);
        }
        else
        {
            Print(context.Output, report, plan);
        }

        return report.ForPerson + report.Untranslated > 0 ? ExitCode.No : ExitCode.Ok;
    }

    static ConfirmedPublisher Publisher(CommandContext context, IReadOnlyList<ConsumerQueue> queues) => new(
        new BusOptions { Broker = context.Connections.Broker, Queues = queues }, context.Time, NullLogger<ConfirmedPublisher>.Instance)
    {
        DeclaresTopology = false,
    };

    static void Print(Output output, ReplayReport report, bool plan)
    {
        output.Line($"{report.Deliveries:N0} accepted deliveries from {report.From.UtcDateTime:u} to {report.To.UtcDateTime:u}:");
        output.Table(Facts(report, plan));
        if (report.Reasons.Count > 0)
        {
            var reasons = new TextTable("No fact, or not all", ">Deliveries");
            foreach (var (reason, count) in report.Reasons)
            {
                reasons.Row(reason, $"{count:N0}");
            }

            output.Table(reasons);
        }

        foreach (var example in report.Examples)
        {
            output.Line(
                $"{example.What}: delivery {example.DeliveryId}, received {example.ReceivedAt.UtcDateTime:u}, "
                + $"event {example.ProviderEventId ?? "(none)"}"
                + (example.Fact is null ? "" : $", fact {example.EventId}, {example.Fact}"));
        }

        output.Verdict(
            report.ForPerson + report.Untranslated == 0,
            (plan ? "Nothing was published: --plan."
                : $"{report.Published:N0} facts were published; 'ledger verify' shows when they are in.")
            + (report.ToConfirm == 0
                ? ""
                : $" {report.ToConfirm:N0} of them wait at the confirmation for a read first: 'ledger confirm status'.")
            + (report.ForPerson == 0 ? "" : $" {report.ForPerson:N0} facts are for a person, as said above.")
            + (report.Untranslated == 0 ? "" : $" {report.Untranslated:N0} deliveries could not be translated."));
    }

    static TextTable Facts(ReplayReport report, bool plan)
    {
        var facts = new TextTable("Facts", ">Count", "")
            .Row("new", $"{report.New:N0}", plan ? "would be published" : "published")
            .Row("identical", $"{report.Identical:N0}", "the journal has them")
            .Row("different", $"{report.Different:N0}", plan ? "would become exceptions" : "published: they become exceptions")
            .Row("judged", $"{report.Judged:N0}", "differ, and came with this content before: nothing is published");
        (FactFinding Finding, long Count, string Words)[] unsettled =
        [
            (FactFinding.OnHold, report.OnHold, "the journal holds them until what they wait for has come; 'ledger trace' tells what"),
            (FactFinding.Refused, report.Refused, "the journal has refused them, for a person; 'ledger trace' tells why"),
            (FactFinding.Waiting, report.Waiting, "not in the journal: they wait at the confirmation for a read; replay again later"),
            (FactFinding.Held, report.Held, "not in the journal: the provider does not bear them out; 'ledger confirm list', then decide"),
            (FactFinding.Dead, report.Dead, "not in the journal, not read: 'ledger dead-letters redrive --queue confirmation --all'"),
            (FactFinding.Dismissed, report.Dismissed, "not in the journal: a person has closed them; see 'ledger confirm show'"),
            (FactFinding.NoFact, report.NoFact, "not in the journal: the provider says that there is nothing to post"),
        ];
        foreach (var (finding, count, words) in unsettled.Where(each => each.Count > 0))
        {
            facts.Row(ReplayReport.WireName(finding), $"{count:N0}", words);
        }

        return facts;
    }

    sealed class Told(Output output) : IProgress<ReplayReport>
    {
        public void Report(ReplayReport value) => output.Progress.WriteLine(
            $"received {value.UpTo:u}: {value.Deliveries:N0} deliveries, {value.New:N0} new, {value.Different:N0} different, "
            + $"{value.Published:N0} published");
    }
}
