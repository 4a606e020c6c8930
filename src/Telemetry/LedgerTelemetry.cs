using Microsoft.Extensions.DependencyInjection;

namespace Ledger.Telemetry;

/// <summary>What every host exports, and when.</summary>
public static class LedgerTelemetry
{
    /// <summary>The variable that turns the export on; OpenTelemetry's own.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Activity sources that are exported.</summary>
    public static IReadOnlyList<string> Sources { get; } =
        ["Ledger.*", "MassTransit", "RabbitMQ.Client.*", "Npgsql", "Microsoft.AspNetCore"];

    /// <summary>Meters that are exported.</summary>
    public static IReadOnlyList<string> Meters { get; } =
    [
        "Ledger.*", "MassTransit", "Npgsql", "System.Runtime",
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
    ];

    /// <summary>
    /// Exports traces and metrics by OTLP when <see cref="EndpointVariable"/> is set. When it is not, nothing
    /// listens: no span and no measurement is made, and trace ids still pass from message to message, because each
    /// HTTP request has an activity of its own in any case.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="serviceName">Name of the host in traces, such as <c>ledger-gateway</c>.</param>
    public static IServiceCollection AddLedgerTelemetry(this IServiceCollection services, string serviceName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(serviceName);
        if (!string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(EndpointVariable)))
        {
            services.AddHostedService(_ => new TelemetryExport(serviceName));
        }

        return services;
    }
}
