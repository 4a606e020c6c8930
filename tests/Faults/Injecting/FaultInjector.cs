using System.Diagnostics;
using Ledger.Faults.Parts;
using Ledger.LocalStack;
using Ledger.TestKit;

namespace Ledger.Faults.Injecting;

/// <summary>Lets one fault happen, and takes back what does not pass by itself.</summary>
sealed class FaultInjector(FaultStack stack)
{
    const int SlowBytesPerSecond = 20_000;
    const int Resets = 3;
    static readonly TimeSpan ResetEvery = TimeSpan.FromSeconds(1);
    static readonly TimeSpan FillEvery = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan LookFor = TimeSpan.FromSeconds(20);

    /// <summary>Why a fault cannot happen here; null when it can.</summary>
    public string? WhyNot(Fault fault) => fault.Kind == FaultKind.FullDisk ? stack.WhyNoDisk : null;

    /// <summary>Lets it happen; returns when it is over and servers run again.</summary>
    public Task ApplyAsync(Fault fault, CancellationToken ct) => fault.Kind switch
    {
        FaultKind.Kill => KillAsync(fault.Target, ct),
        FaultKind.Restart => RestartAsync(fault.Target, ct),
        FaultKind.Stop => StopAsync(fault, ct),
        FaultKind.FullDisk => FillDiskAsync(fault, ct),
        FaultKind.Reset => ResetAsync(fault, ct),
        FaultKind.Stall => DuringAsync(fault, link => link.Stall(), ct),
        FaultKind.Slow => DuringAsync(fault, link => link.Slow(SlowBytesPerSecond), ct),
        FaultKind.HalfOpen => DuringAsync(fault, link => link.Strand(), ct),
        FaultKind.ClockAhead => JumpAsync(fault, TimeSpan.FromMinutes(fault.JumpMinutes), ct),
        FaultKind.ClockBack => JumpAsync(fault, TimeSpan.FromMinutes(-fault.JumpMinutes), ct),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such fault."),
    };

    async Task KillAsync(FaultTarget target, CancellationToken ct)
    {
        switch (target)
        {
            case FaultTarget.Postgres:
                await stack.Postgres.KillAsync(ct);
                await stack.Postgres.RestartAsync(ProgressWriter.Silent, ct);
                break;
            case FaultTarget.RabbitMq:
                await stack.RabbitMq.KillAsync(ct);
                await stack.RabbitMq.RestartAsync(ProgressWriter.Silent, ct);
                break;
            default:
                await (await PartAsync(target, ct)).KillAsync(ct);
                break;
        }
    }

    Task RestartAsync(FaultTarget target, CancellationToken ct) => target == FaultTarget.Postgres
        ? stack.Postgres.RestartAsync(ProgressWriter.Silent, ct)
        : stack.RabbitMq.RestartAsync(ProgressWriter.Silent, ct);

    async Task StopAsync(Fault fault, CancellationToken ct)
    {
        var part = fault.Target is FaultTarget.Postgres or FaultTarget.RabbitMq ? null : await PartAsync(fault.Target, ct);
        var (suspend, resume) = fault.Target switch
        {
            FaultTarget.Postgres => ((Action)stack.Postgres.Suspend, (Action)stack.Postgres.Resume),
            FaultTarget.RabbitMq => (stack.RabbitMq.Process.Suspend, stack.RabbitMq.Process.Resume),
            _ => (part!.Suspend, part.Resume),
        };
        suspend();
        try
        {
            await LastAsync(fault, ct);
        }
        finally
        {
            resume();
        }
    }

    // Full means full: whatever the database frees meanwhile is taken too. It may give up; then it is started again, as
    // an operator would once there is room.
    async Task FillDiskAsync(Fault fault, CancellationToken ct)
    {
        var disk = stack.Disk!;
        await TryAsync("create table if not exists public.faults_probe (filler text)", ct);
        var refused = false;
        try
        {
            for (var watch = Stopwatch.StartNew(); watch.Elapsed.TotalSeconds < fault.Seconds;)
            {
                disk.Fill();
                refused |= !await TryAsync(
                    "insert into public.faults_probe select repeat(md5(random()::text), 60) from generate_series(1, 1000)", ct);
                await Task.Delay(FillEvery, ct);
            }
        }
        finally
        {
            disk.Free();
        }

        for (var watch = Stopwatch.StartNew(); !await TryAsync("drop table public.faults_probe", ct) && watch.Elapsed < LookFor;)
        {
            if (!stack.Postgres.Process.IsAlive)
            {
                await stack.Postgres.RestartAsync(ProgressWriter.Silent, ct);
            }

            await Task.Delay(FillEvery, ct);
        }

        if (!refused)
        {
            throw new InvalidOperationException("The disk was filled, and the database could still write.");
        }
    }

    async Task ResetAsync(Fault fault, CancellationToken ct)
    {
        for (var n = 0; n < Resets; n++)
        {
            Each(fault.Target, link => link.Reset());
            await Task.Delay(ResetEvery, ct);
        }
    }

    async Task DuringAsync(Fault fault, Action<FaultyLink> begin, CancellationToken ct)
    {
        Each(fault.Target, begin);
        try
        {
            await LastAsync(fault, ct);
        }
        finally
        {
            Each(fault.Target, link => link.Resume());
        }
    }

    async Task JumpAsync(Fault fault, TimeSpan offset, CancellationToken ct)
    {
        var clock = stack.ClockOf(fault.Target == FaultTarget.Gateway ? "gateway" : "worker");
        JumpingClock.Set(clock, offset);
        try
        {
            await LastAsync(fault, ct);
        }
        finally
        {
            JumpingClock.Set(clock, TimeSpan.Zero);
        }
    }

    async Task<PartProcess> PartAsync(FaultTarget target, CancellationToken ct)
    {
        if (target == FaultTarget.Gateway)
        {
            return stack.Gateway;
        }

        var relay = await RelayAsync(ct);
        return target == FaultTarget.Relay ? stack.Workers[relay] : stack.Workers[1 - relay];
    }

    /// <summary>Number of the worker whose relay holds the lock: its line comes from the port that the database sees.</summary>
    async Task<int> RelayAsync(CancellationToken ct)
    {
        const string Holder =
            "select client_port from pg_stat_activity join pg_locks using (pid) where locktype = 'advisory' and granted";
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < LookFor; await Task.Delay(FillEvery, ct))
        {
            try
            {
                var port = await stack.QueryAsync(
                    Holder, async reader => await reader.ReadAsync(ct) ? reader.GetInt32(0) : 0, ct);
                if (stack.Links.WorkerDatabase.ToList().FindIndex(link => link.ComesFrom(port)) is >= 0 and var found)
                {
                    return found;
                }
            }
            catch (Exception away) when (FaultStack.IsAway(away))
            {
                // Another fault keeps it from answering.
            }
        }

        throw new TimeoutException($"No relay was active within {LookFor.TotalSeconds:0} s.");
    }

    void Each(FaultTarget target, Action<FaultyLink> action)
    {
        var links = target switch
        {
            FaultTarget.SenderGateway => [stack.Links.Sender],
            FaultTarget.GatewayBroker => [stack.Links.GatewayBroker],
            FaultTarget.WorkerBroker => stack.Links.WorkerBroker,
            _ => stack.Links.WorkerDatabase,
        };
        foreach (var link in links)
        {
            action(link);
        }
    }

    async Task<bool> TryAsync(string sql, CancellationToken ct)
    {
        try
        {
            return await stack.QueryAsync(sql, _ => Task.FromResult(true), ct);
        }
        catch (Exception away) when (FaultStack.IsAway(away))
        {
            return false;
        }
    }

    static Task LastAsync(Fault fault, CancellationToken ct) => Task.Delay(TimeSpan.FromSeconds(fault.Seconds), ct);
}
