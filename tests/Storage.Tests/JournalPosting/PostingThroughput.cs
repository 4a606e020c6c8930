using System.Diagnostics;
using Ledger.Fast.Tests.JournalPosting;
using Ledger.PaymentEvents;
using Xunit;

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
            var used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            output.WriteLine(
                $"{events.Count} events in {seconds:F2} s = {events.Count / seconds:N0}/s, client CPU {used.TotalMicroseconds / events.Count:F0} us each");
        }

        for (var round = 0; round < 2; round++)
        {
            var report = await journal.RebuildAsync(apply: false);
            Assert.Equal(0, report.RowsDiffering);
            output.WriteLine($"rebuild: {report.Events} events in {report.Elapsed.TotalSeconds:F2} s = {report.Events / report.Elapsed.TotalSeconds:N0}/s");
        }
    }

    static IEnumerable<PaymentEvent> Life(int n)
    {
        var payment = $"pi_{n}";
        yield return PaymentSample.Event(EventClass.AuthCreated, PaymentSample.Eur(1_000), payment);
        yield return PaymentSample.Event(EventClass.CaptureSucceeded, PaymentSample.Eur(1_000), payment, $"ch_{n}", minute: 1);
        yield return PaymentSample.Event(EventClass.FeePosted, PaymentSample.Eur(30), payment, $"fe_{n}", minute: 1);
    }
}
