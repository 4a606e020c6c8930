using Ledger.LocalStack;
using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Servers;
using Ledger.TestKit;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.LocalStack;

public sealed class LocalPostgresTests : IAsyncLifetime
{
    readonly string _folder = TestFolder.Create();
    LocalPostgres _server = null!;

    CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(ServerPrograms.HasPostgres, "PostgreSQL is not installed here: no private server can be started.");
        _server = await LocalPostgres.StartAsync(_folder, ProgressWriter.Silent, Ct);
    }

    public async ValueTask DisposeAsync() => await LocalPostgres.DeleteAsync(_folder, CancellationToken.None);

    [Fact]
    public async Task It_answers_keeps_fsync_on_and_is_not_root()
    {
        Assert.Equal(1, await ScalarAsync("select 1"));
        Assert.Equal("on", await ScalarAsync("show fsync"));
        Assert.Equal("on", await ScalarAsync("show full_page_writes"));
        Assert.Equal("127.0.0.1", await ScalarAsync("show listen_addresses"));
        Assert.DoesNotContain("Uid:\t0\t", await File.ReadAllTextAsync($"/proc/{_server.Process.Pid}/status", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        var wrong = new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Password = "wrong", Pooling = false };
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(Ct));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task Starting_it_again_finds_it_running()
    {
        var again = await LocalPostgres.StartAsync(_folder, ProgressWriter.Silent, Ct);
        Assert.Equal(_server.Process, again.Process);
    }

    [Fact]
    public async Task It_is_found_when_its_pid_file_is_lost()
    {
        File.Delete(Path.Combine(_folder, "server.pid"));
        Assert.Equal(_server.Process, LocalPostgres.FindRunning(_folder)?.Process);
    }

    [Fact]
    public async Task What_was_committed_survives_a_kill()
    {
        await ScalarAsync("create table fact (id int)");
        await ScalarAsync("insert into fact values (7)");
        var port = _server.Port;

        await _server.KillAsync(Ct);
        Assert.Null(LocalPostgres.FindRunning(_folder));
        await _server.RestartAsync(ProgressWriter.Silent, Ct);

        Assert.Equal(port, _server.Port);
        Assert.Equal(7, await ScalarAsync("select id from fact"));
    }

    [Fact]
    public async Task Stopping_it_leaves_no_process_and_its_port_free()
    {
        var backends = _server.Process.Children();
        await _server.StopAsync(Ct);
        Assert.False(_server.Process.IsAlive);
        Assert.DoesNotContain(backends, each => each.IsAlive);
        Assert.True(FreePort.IsFree(_server.Port));
        Assert.Null(LocalPostgres.FindRunning(_folder));
    }

    [Fact]
    public async Task A_pid_file_that_names_another_process_is_not_believed()
    {
        await _server.StopAsync(Ct);
        var other = RunningProcess.Find(Environment.ProcessId)!;
        PidFile.Write(Path.Combine(_folder, "server.pid"), other with { StartTicks = other.StartTicks - 1 });
        Assert.Null(LocalPostgres.FindRunning(_folder));
    }

    [Fact]
    public async Task A_remembered_port_that_is_taken_meanwhile_is_given_up()
    {
        await _server.StopAsync(Ct);
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, _server.Port);
        taken.Start();
        _server = await LocalPostgres.StartAsync(_folder, ProgressWriter.Silent, Ct);
        Assert.NotEqual(((System.Net.IPEndPoint)taken.LocalEndpoint).Port, _server.Port);
        Assert.Equal(1, await ScalarAsync("select 1"));
    }

    async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}
