using System.Net;
using Ledger.LocalStack;
using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Servers;
using Ledger.TestKit;
using RabbitMQ.Client;
using Xunit;

namespace Ledger.Storage.Tests.LocalStack;

public sealed class LocalRabbitMqTests : IAsyncLifetime
{
    readonly string _folder = TestFolder.Create();
    LocalRabbitMq _server = null!;

    CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(ServerPrograms.HasRabbitMq, "RabbitMQ is not installed here: no private server can be started.");
        _server = await LocalRabbitMq.StartAsync(_folder, management: true, ProgressWriter.Silent, Ct);
    }

    public async ValueTask DisposeAsync() => await LocalRabbitMq.DeleteAsync(_folder, CancellationToken.None);

    [Fact]
    public async Task A_confirmed_persistent_message_survives_a_kill()
    {
        await PublishAsync("kept");

        // RabbitMQ 3.10 keeps who leads a quorum queue in a file it does not flush at once: killed within a second or so
        // of the queue's declaration, it restarts with a queue that never finds a leader (seen here, 4 of 4 times).
        await Task.Delay(TimeSpan.FromSeconds(5), Ct);
        await _server.KillAsync(Ct);
        Assert.Null(LocalRabbitMq.FindRunning(_folder));
        await _server.RestartAsync(ProgressWriter.Silent, Ct);

        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        var kept = await channel.BasicGetAsync("facts", autoAck: true, Ct);
        Assert.Equal("kept"u8.ToArray(), kept!.Body.ToArray());
    }

    [Fact]
    public async Task Every_port_it_opens_is_on_loopback()
    {
        Assert.NotNull(_server.ApiUrl);
        var pids = new[] { _server.Process }.Concat(_server.Process.Children()).Select(each => each.Pid);
        var open = Listeners.Of([.. pids]);
        Assert.Contains(_server.Port, open.Select(each => each.Port));
        Assert.Contains(_server.ApiUrl!.Port, open.Select(each => each.Port));
        Assert.True(open.Count >= 3, "AMQP, management and distribution");
        Assert.All(open, each => Assert.True(IPAddress.IsLoopback(each.Address), each.ToString()));
    }

    [Fact]
    public async Task Stopping_it_leaves_no_process_not_even_its_port_mapper()
    {
        var mapper = PidFile.Read(Path.Combine(_folder, "epmd.pid"));
        Assert.NotNull(mapper);
        await _server.StopAsync(Ct);
        Assert.False(_server.Process.IsAlive);
        Assert.False(mapper.IsAlive);
        Assert.True(FreePort.IsFree(_server.Port));
        Assert.Null(RunningProcess.FindByCommandLine(_folder));
    }

    [Fact]
    public async Task Starting_it_again_finds_it_running_also_without_its_pid_file()
    {
        File.Delete(Path.Combine(_folder, "server.pid"));
        var again = await LocalRabbitMq.StartAsync(_folder, management: true, ProgressWriter.Silent, Ct);
        Assert.Equal(_server.Process, again.Process);
    }

    async Task PublishAsync(string text)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Ct);
        var quorum = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        await channel.QueueDeclareAsync("facts", true, false, false, quorum, cancellationToken: Ct);
        var persistent = new BasicProperties { Persistent = true };
        await channel.BasicPublishAsync("", "facts", true, persistent, System.Text.Encoding.UTF8.GetBytes(text), Ct);
    }

    Task<IConnection> ConnectAsync() => new ConnectionFactory { Uri = _server.Uri }.CreateConnectionAsync(Ct);
}
