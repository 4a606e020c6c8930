using Ledger.ErpExport.Targets;

namespace Ledger.ErpExport.Adapters;

/// <summary>What an adapter is made with.</summary>
public sealed record AdapterContext
{
    /// <summary>The target; its settings are checked, its secrets read.</summary>
    public required ErpTarget Target { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Keeps the rates of all targets that share a limit.</summary>
    public required RatePacers Pacers { get; init; }

    /// <summary>Where tokens lie that the ERP renews with every use.</summary>
    public required ITokenVault Tokens { get; init; }

    /// <summary>Makes what requests go through; null for a connection of its own.</summary>
    public Func<HttpMessageHandler>? HttpHandler { get; init; }

    /// <summary>A client for an ERP's address, with the pacing and the timeout of its capabilities.</summary>
    /// <param name="address">Requests are relative to it; ends in a slash.</param>
    /// <param name="capabilities">The adapter's own.</param>
    /// <param name="limitKey">Whose limit it is, such as a realm: targets with one key share one pace.</param>
    public ErpHttp Http(Uri address, ErpCapabilities capabilities, string limitKey) => new(
        new HttpClient(HttpHandler?.Invoke() ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        },
        Pacers.Of(limitKey, capabilities.Limits), capabilities.CallTimeout, Time);
}
