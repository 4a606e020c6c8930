using Ledger.Gateway;
using Ledger.Worker;

namespace Ledger.Faults.Parts;

/// <summary>The product's own hosts, run by this program so that their clock can be made to jump; all else is as in service.</summary>
static class ProductRoles
{
    /// <summary>Names the file of the clock's offset.</summary>
    public const string ClockSetting = "LEDGER_FAULTS_CLOCK";

    /// <summary>What <c>Ledger.Worker</c> does.</summary>
    public static async Task<int> WorkerAsync()
    {
        using var clock = new JumpingClock(Environment.GetEnvironmentVariable(ClockSetting)!);
        var options = WorkerSettings.Read(Environment.GetEnvironmentVariable);
        await using var databases = Databases.Of(options);
        await databases.MigrateAsync(CancellationToken.None);
        await using var app = WorkerHost.Build(options, databases, clock);
        await app.RunAsync();
        return 0;
    }

    /// <summary>What <c>Ledger.Gateway</c> does.</summary>
    public static async Task<int> GatewayAsync()
    {
        using var clock = new JumpingClock(Environment.GetEnvironmentVariable(ClockSetting)!);
        var options = GatewaySettings.Read(GatewaySettings.FromProcess());
        await using var app = GatewayHost.Build(options, services => services.AddSingleton<TimeProvider>(clock));
        await app.RunAsync();
        return 0;
    }
}
