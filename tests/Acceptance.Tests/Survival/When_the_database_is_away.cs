using Xunit;

namespace Ledger.Acceptance.Tests.Survival;

/// <summary>An outage of the database puts nothing into a dead-letter queue and loses nothing.</summary>
public sealed class When_the_database_is_away
{
    const int Payments = 1_800;
    static readonly TimeSpan Outage = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Everything_sent_in_sixty_seconds_without_it_is_acknowledged_and_posted_afterwards()
    {
        await using var stack = await FullStack.StartAsync("outage");
        using var sender = new Sender(stack.Webhooks, stack.Secret());
        await sender.SendAsync(50, TimeSpan.Zero);

        var postgres = stack.Postgres;
        await postgres.KillAsync(CancellationToken.None);
        var outage = Task.Delay(Outage);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => sender.SendAsync(Payments / 2, TimeSpan.FromMilliseconds(60))));
        await outage;
        await postgres.RestartAsync(LocalStack.ProgressWriter.Silent, CancellationToken.None);

        Assert.Equal(0, sender.Refused);
        await stack.WaitForAsync("select count(*) from journal.inbox", Payments + 50, TimeSpan.FromSeconds(60));
        await stack.WaitForAsync("select count(*) from evidence.raw_delivery", Payments + 50, TimeSpan.FromSeconds(60));
        Assert.Equal(Payments + 50, await stack.CountAsync(
            "select count(*) from journal.mt_events where type = 'journal_entry_posted'"));
        Assert.Equal(0u, await stack.DeadLettersAsync());
        var (code, result, remarks) = await stack.VerifyAsync();
        Assert.True(code == 0, result + remarks);
    }
}
