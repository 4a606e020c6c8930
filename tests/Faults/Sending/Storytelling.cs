using Ledger.Faults.Parts;

namespace Ledger.Faults.Sending;

/// <summary>
/// Lets a sender tell chapter after chapter until it is told to end, and of each chapter what comes later, once all
/// before it has settled.
/// </summary>
sealed class Storytelling(FaultStack stack, ProviderSender sender, Shop shop, StoryBook book, double ratePerSecond)
{
    const int OpenMax = 4_000; // More would only be sent again and again.
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    readonly Lock _gate = new();
    readonly List<Chapter> _unsettled = [];

    /// <summary>Tells until <paramref name="end"/>, then waits for what is left of the chapters begun.</summary>
    /// <param name="end">No new chapter begins after it.</param>
    /// <param name="ct">Stops at once.</param>
    public async Task RunAsync(CancellationToken end, CancellationToken ct)
    {
        var telling = TellAsync(end, ct);
        while (!telling.IsCompleted || Unsettled.Count > 0)
        {
            await Task.Delay(LookEvery, ct);
            foreach (var chapter in Unsettled)
            {
                if (await HasSettledAsync(chapter, ct))
                {
                    Remove(chapter);
                    await shop.CloseAsync(chapter, ct);
                    await sender.SendAsync(chapter.Later, ratePerSecond, ct);
                }
            }
        }

        await telling;
    }

    IReadOnlyList<Chapter> Unsettled
    {
        get
        {
            lock (_gate)
            {
                return [.. _unsettled];
            }
        }
    }

    async Task TellAsync(CancellationToken end, CancellationToken ct)
    {
        // The shelves of the next chapter are filled while one is told: an outage of the database does not silence the provider.
        var opening = OpenAsync(book.Next(), ct);
        while (!end.IsCancellationRequested)
        {
            if (sender.Open > OpenMax)
            {
                await Task.Delay(LookEvery, ct);
                continue;
            }

            var chapter = await opening;
            opening = OpenAsync(book.Next(), ct);
            await sender.SendAsync(chapter.Now, ratePerSecond, ct);
            lock (_gate)
            {
                _unsettled.Add(chapter);
            }
        }

        shop.Forget(await opening);
    }

    async Task<Chapter> OpenAsync(Chapter chapter, CancellationToken ct)
    {
        await shop.OpenAsync(chapter, ct);
        return chapter;
    }

    void Remove(Chapter chapter)
    {
        lock (_gate)
        {
            _unsettled.Remove(chapter);
        }
    }

    async Task<bool> HasSettledAsync(Chapter chapter, CancellationToken ct)
    {
        try
        {
            return await stack.QueryAsync(
                $"""
                select count(*), count(*) filter (where disposition = 'held'),
                       (select count(*) from inventory.inbox where stream_id like 'pay%{chapter.Mark}%')
                from journal.inbox where stream_id like 'pay%{chapter.Mark}%'
                """,
                async reader => await reader.ReadAsync(ct) && reader.GetInt64(0) >= chapter.FactsNow && reader.GetInt64(1) == 0
                    && reader.GetInt64(2) >= chapter.FactsNow, ct);
        }
        catch (Exception away) when (FaultStack.IsAway(away))
        {
            return false;
        }
    }
}
