using Npgsql;

namespace Ledger.Reporting.Verifying;

/// <summary>
/// Every event of a verified delivery must have reached a consumer, whatever became of it there: it has its row in the
/// inbox, or in the log of repeats. That is how a message shows that was taken and then lost, or set aside as a dead
/// letter. Archive and consumer may be on different servers, so both are read in order of event ids and compared as
/// they pass by.
/// </summary>
/// <param name="consumer"><c>journal</c> or <c>inventory</c>; the latter answers for what came since its schema was made.</param>
sealed class DeliveryReachedCheck(string consumer) : IVerificationCheck
{
    /// <summary>Most missing events that are waited for; more than that are not on their way, they are lost.</summary>
    const int MissingMax = 100_000;

    static readonly TimeSpan AskAgainEvery = TimeSpan.FromMilliseconds(250);

    const string Delivered =
        """
        select e.event_id, r.received_at, r.delivery_id, r.provider_event_id
        from raw_delivery r cross join unnest(r.event_ids) as e (event_id)
        where r.verdict = 'verified' and r.received_at >= $1
        order by e.event_id
        """;

    const string Reached =
        "select fact_key from inbox union all select fact_key from inbox_repeat order by fact_key";

    const string ReachedOf =
        """
        select fact_key from inbox where fact_key = any ($1)
        union select fact_key from inbox_repeat where fact_key = any ($1)
        """;

    /// <inheritdoc/>
    public string Name => $"deliveries-reached-{consumer}";

    /// <inheritdoc/>
    public string Rule => $"Every event of every verified delivery has reached the inbox of the {consumer}";

    /// <inheritdoc/>
    public async Task<CheckFinding> RunAsync(VerificationScope scope, CancellationToken ct)
    {
        var missing = new SortedSet<Cause>(Cause.ByReceipt);
        var count = await CompareAllAsync(scope, missing, ct);
        var all = missing.Count < MissingMax;
        if (all)
        {
            await WaitAsync(scope, missing, ct);
            var waiting = await WaitingReads.OfAsync(scope.Confirmation, missing.Select(cause => cause.ProviderEventId), ct);
            missing.RemoveWhere(waiting.Explains);
        }

        var deliveries = missing.Select(cause => cause.DeliveryId).Distinct().Count();
        return new CheckFinding(
            count,
            !all || deliveries > scope.Options.InFlight ? missing.Min!.Missing(consumer) : null,
            deliveries > 0
                ? $"{(all ? "" : "at least ")}{deliveries} deliveries have events that are not in the {consumer} "
                    + $"({scope.Options.InFlight} allowed to be on their way)"
                : null);
    }

    /// <summary>
    /// The consumer is looked at anew, and after the archive: what came while other checks ran is in both, and what
    /// comes now is not asked for.
    /// </summary>
    async Task<long> CompareAllAsync(VerificationScope scope, SortedSet<Cause> missing, CancellationToken ct)
    {
        await using var archive = await Snapshot.TakeAsync(scope.Evidence, ct);
        await archive.ExpectWholeTablesAsync(ct);
        await using var delivered = archive.Command(Delivered, await SinceAsync(scope, ct));
        await using var causes = await delivered.ExecuteReaderAsync(ct);
        await using var journal = await Snapshot.TakeAsync(Schema(scope), ct);
        await journal.ExpectWholeTablesAsync(ct);
        await using var reached = journal.Command(Reached);
        await using var facts = await reached.ExecuteReaderAsync(ct);
        var more = await facts.ReadAsync(ct);
        var count = 0L;
        while (await causes.ReadAsync(ct))
        {
            count++;
            var eventId = causes.GetGuid(0);
            while (more && facts.GetGuid(0).CompareTo(eventId) < 0)
            {
                more = await facts.ReadAsync(ct);
            }

            if (!more || facts.GetGuid(0) != eventId)
            {
                KeepFirst(missing, Cause.Read(causes));
            }
        }

        return count;
    }

    SchemaSource Schema(VerificationScope scope) => consumer == "inventory" ? scope.Inventory! : scope.JournalSource;

    /// <summary>Stock may be kept from a later day on than the books; what came before is not its concern.</summary>
    async Task<DateTime> SinceAsync(VerificationScope scope, CancellationToken ct)
    {
        if (consumer != "inventory")
        {
            return DateTime.UnixEpoch;
        }

        await using var command = scope.Stock("select min(applied_at) from ledger_migrations");
        return (DateTime)(await command.ExecuteScalarAsync(ct))!;
    }

    static void KeepFirst(SortedSet<Cause> missing, Cause cause)
    {
        if (missing.Add(cause) && missing.Count > MissingMax)
        {
            missing.Remove(missing.Max!);
        }
    }

    /// <summary>Asks again for what is missing, until all is there or the patience is over.</summary>
    async Task WaitAsync(VerificationScope scope, SortedSet<Cause> missing, CancellationToken ct)
    {
        var began = scope.Time.GetTimestamp();
        while (missing.Count > 0 && scope.Time.GetElapsedTime(began) < scope.Options.Wait)
        {
            await Task.Delay(AskAgainEvery, scope.Time, ct);
            await using var journal = await Snapshot.TakeAsync(Schema(scope), ct);
            await using var command = journal.Command(
                ReachedOf, (object)missing.Select(cause => cause.EventId).Distinct().ToArray());
            var found = new HashSet<Guid>();
            await using (var reader = await command.ExecuteReaderAsync(ct))
            {
                while (await reader.ReadAsync(ct))
                {
                    found.Add(reader.GetGuid(0));
                }
            }

            missing.RemoveWhere(cause => found.Contains(cause.EventId));
        }
    }

    /// <summary>A delivery that an event came from.</summary>
    internal sealed record Cause(Guid EventId, DateTimeOffset ReceivedAt, Guid DeliveryId, string? ProviderEventId)
    {
        /// <summary>As they came in, so that the first difference is the first that was lost.</summary>
        public static IComparer<Cause> ByReceipt { get; } = Comparer<Cause>.Create((a, b) =>
            (a.ReceivedAt, a.DeliveryId, a.EventId).CompareTo((b.ReceivedAt, b.DeliveryId, b.EventId)));

        public static Cause Read(NpgsqlDataReader row) => new(
            row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetGuid(2),
            row.IsDBNull(3) ? null : row.GetString(3));

        public Difference Missing(string consumer) => new(
            "event of a verified delivery",
            $"delivery {DeliveryId}, received {ReceivedAt:yyyy-MM-dd HH:mm:ss.FFFFFFzz}, "
                + $"provider event {ProviderEventId ?? "(none)"}, event {EventId}",
            "an inbox row", $"none: look in the {consumer} queue and its dead-letter queue");
    }
}
