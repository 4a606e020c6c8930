using System.Diagnostics;
using System.Security.Cryptography;
using Ledger.Bench.Cpu;
using Ledger.Bench.Load;
using Ledger.Bench.Reporting;
using Ledger.EventStore;
using Ledger.Evidence;
using Ledger.Evidence.Keeping;
using Ledger.Evidence.Sealing;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// The archive alone, by the writer that its consumer hands deliveries to: hashed, packed, sealed under keys of month and customer,
/// committed; beside a binary <c>COPY</c> of the bytes that it stored into a table without an index, as many a transaction.
/// </summary>
public sealed class ArchiveScenario : IScenario
{
    /// <summary>As many as the worker's consumer has in hand.</summary>
    const int InHand = 200;

    const double BytesMax = 1_000;

    static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public string Name => "archive";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var events = run.Options.EventsOr(30_000);
        await using var source = await run.NewDatabaseAsync("bench_archive", ct);
        var (archiveCpu, copyCpu) = (run.DatabaseCpu(), run.DatabaseCpu());
        var (archived, copied, bytes) = (new List<double>(), new List<double>(), new List<double>());
        MonthStatistics? month = null;
        for (var round = 0; round <= run.Options.Rounds; round++)
        {
            var deliveries = Deliveries(round, events);
            await CreateSchemaAsync(source, ct);
            var archive = await ArchiveAsync(source, deliveries, round == 0 ? null : archiveCpu, ct);
            month = await new ArchiveMonths(source, "evidence").CountAsync(new DateOnly(2026, 11, 1), ct);
            var copy = await CopyAsync(source, events, round == 0 ? null : copyCpu, ct);
            if (round == 0)
            {
                continue; // Warm-up.
            }

            archived.Add(events / archive.TotalSeconds);
            copied.Add(events / copy.TotalSeconds);
            bytes.Add((double)month.StoredBytes / month.Bodies);
            run.Progress.Report(
                $"{Name} {round}/{run.Options.Rounds}: archive {archived[^1]:N0}/s, bare copy {copied[^1]:N0}/s, {bytes[^1]:N0} bytes a body");
        }

        return
        [
            Measurement.Beside(Name, "deliveries/s", archived, copied, atLeastRatio: 0.05, atLeast: 3_000) with
            {
                CpuMicroseconds = archiveCpu.MicrosecondsPerEvent,
                ReferenceCpuMicroseconds = copyCpu.MicrosecondsPerEvent,
            },
            Measurement.AtMost(Name, "compressed", "bytes/delivery", bytes, BytesMax) with
            {
                Note = $"of {month!.RawBytes / month.Bodies:N0} as sent; with headers, ids and all indexes {month.BytesPerDelivery:N0} on disk.",
            },
        ];
    }

    static async Task CreateSchemaAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using (var drop = source.CreateCommand("drop schema if exists evidence cascade; drop schema if exists bare cascade"))
        {
            await drop.ExecuteNonQueryAsync(ct);
        }

        await SchemaMigrations.ApplyAsync(source, "evidence", EvidenceMigrations.Scripts, ct);
        await using var bare = source.CreateCommand(
            """
            create schema bare;
            create table bare.delivery (delivery_id uuid, received_at timestamptz, body bytea);
            alter table bare.delivery alter column body set storage external
            """);
        await bare.ExecuteNonQueryAsync(ct);
    }

    static async Task<TimeSpan> ArchiveAsync(
        NpgsqlDataSource source, List<RawDelivery> deliveries, CpuMeter? cpu, CancellationToken ct)
    {
        var keys = MasterKeys.OfText(MasterKeys.NewLine("bench-1"));
        await using var archive = new DeliveryArchive(
            source, "evidence", keys, new BatchQueueOptions(), TimeProvider.System, NullLogger<DeliveryArchive>.Instance);
        using var measured = cpu?.Measure(deliveries.Count);
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            deliveries, new ParallelOptions { MaxDegreeOfParallelism = InHand, CancellationToken = ct },
            async (delivery, stop) => await archive.StoreAsync(delivery, stop));
        return clock.Elapsed;
    }

    static async Task<TimeSpan> CopyAsync(NpgsqlDataSource source, int events, CpuMeter? cpu, CancellationToken ct)
    {
        var rows = new List<(Guid Id, DateTimeOffset At, byte[] Body)>(events);
        await using (var read = source.CreateCommand("select delivery_id, received_at, body from evidence.raw_delivery"))
        await using (var reader = await read.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                rows.Add((reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<byte[]>(2)));
            }
        }

        await using var connection = await source.OpenConnectionAsync(ct);
        using var measured = cpu?.Measure(events);
        var clock = Stopwatch.StartNew();
        foreach (var chunk in rows.Chunk(InHand))
        {
            await using var import = await connection.BeginBinaryImportAsync(
                "copy bare.delivery (delivery_id, received_at, body) from stdin (format binary)", ct);
            foreach (var (id, at, body) in chunk)
            {
                await import.StartRowAsync(ct);
                await import.WriteAsync(id, NpgsqlDbType.Uuid, ct);
                await import.WriteAsync(at, NpgsqlDbType.TimestampTz, ct);
                await import.WriteAsync(body, NpgsqlDbType.Bytea, ct);
            }

            await import.CompleteAsync(ct);
        }

        return clock.Elapsed;
    }

    // Of a thousand customers, as the payloads name them.
    static List<RawDelivery> Deliveries(int round, int count) => [.. Enumerable.Range(0, count).Select(n =>
    {
        var at = At.AddMilliseconds(n);
        var body = CapturePayload.Build($"a{round}", n, at);
        var customer = NamedCustomer.Of("stripe", "acct_bench", $"cus_{n % 1_000}");
        return new RawDelivery
        {
            DeliveryId = Guid.CreateVersion7(at),
            ReceivedAt = at,
            Provider = "stripe",
            Endpoint = "default",
            Account = "acct_bench",
            Verdict = "verified",
            SecretIndex = 0,
            Headers = new Dictionary<string, string>
            {
                ["content-type"] = "application/json", ["user-agent"] = "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
                ["stripe-signature"] = $"t={at.ToUnixTimeSeconds()},v1={Convert.ToHexStringLower(SHA256.HashData(body))}",
            },
            Body = body,
            BodySha256 = Convert.ToHexStringLower(SHA256.HashData(body)),
            BodyBytes = body.Length,
            ProviderEventId = $"evt_a{round}{n:D6}x",
            ProviderEventType = "charge.captured",
            EventIds = [Guid.CreateVersion7(at)],
            StreamIds = [$"payment/stripe/acct_bench/pi_a{round}{n:D6}x"],
            Subjects = [new DeliverySubject(customer.Account, customer.Sha256)],
        };
    })];
}
