using Xunit;

namespace Ledger.Acceptance.Tests.Survival;

/// <summary><c>kill -9</c> in the middle of the work: every acknowledged event has exactly one effect.</summary>
public sealed class When_the_worker_is_killed
{
    const int Payments = 5_000;

    [Fact]
    public async Task Every_acknowledged_payment_is_posted_exactly_once()
    {
        await using var stack = await FullStack.StartAsync("kill");
        using var sender = new Sender(stack.Webhooks, stack.Secret());
        var sending = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sender.SendAsync(Payments / 20, TimeSpan.Zero)));

        for (var killed = 0; killed < 3; killed++)
        {
            await stack.WaitForAsync(
                "select count(*) from journal.inbox", (killed + 1) * Payments / 5, TimeSpan.FromSeconds(120));
            await stack.Worker.KillAsync(CancellationToken.None);
            await stack.MendAsync();
        }

        await sending;
        Assert.Equal(Payments, sender.Acknowledged);
        await stack.WaitForAsync("select count(*) from journal.inbox", Payments, TimeSpan.FromSeconds(120));
        await stack.WaitForAsync("select count(*) from evidence.raw_delivery", Payments, TimeSpan.FromSeconds(120));
        Assert.Equal(Payments, await stack.CountAsync("select count(*) from journal.inbox where disposition = 'posted'"));
        Assert.Equal(Payments, await stack.CountAsync(
            "select count(*) from journal.mt_events where type = 'journal_entry_posted'"));
        Assert.Equal(Payments, await stack.CountAsync("select count(distinct data->>'PaymentId') from journal.mt_events"));
        Assert.Equal(0u, await stack.DeadLettersAsync());
        var (code, result, remarks) = await stack.VerifyAsync();
        Assert.True(code == 0, result + remarks);
    }
}
