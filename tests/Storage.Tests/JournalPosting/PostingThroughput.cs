using System.Diagnostics;
using Ledger.PaymentEvents;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Storage.Tests.JournalPosting;

/// <summary>A measurement, run by name only: the whole posting engine on one connection, and the rebuild.</summary>
public sealed class PostingThroughput(ITestOutputHelper output)
{
    const int Payments = 10_000;

    [Fact(Explicit = true)]
    public async Task Events_per_second_through_the_writer_and_through_the_rebuild()
    {
        await using var journal = await JournalDatabase.CreateAsync(maxBatch: 1_000);
        for (var round = 0; round < 4; round++)
        {
            var events = Enumerable.Range(round * Payments, Payments).SelectMany(Life).ToList();
            var (began, cpu) = (Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime);
            await TradingDay.SubmitAsync(journal.Writer, events);
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / events.Count;
            output.WriteLine($"{events.Count} events, {events.Count / seconds:N0}/s, client CPU {used:F0} us each");
        }

        for (var round = 0; round < 2; round++)
        {
            var report = await journal.RebuildAsync(apply: false);
            Assert.Equal(0, report.RowsDiffering);
            output.WriteLine($"rebuild: {report.Events} events, {report.Events / report.Elapsed.TotalSeconds:N0}/s");
        }
    }

    static IEnumerable<PaymentEvent> Life(int n)
    {
        var payment = $"pi_{n}";
        yield return Event(EventClass.AuthCreated, Eur(1_000), payment);
        yield return Event(EventClass.CaptureSucceeded, Eur(1_000), payment, $"ch_{n}", minute: 1);
        yield return Event(EventClass.FeePosted, Eur(30), payment, $"fe_{n}", minute: 1);
    }
}
