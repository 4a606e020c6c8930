using System.Diagnostics;
using Ledger.Intake;
using Ledger.MessageBus;
using Ledger.ProviderAccess;
using Ledger.ProviderAccess.Certificates;
using Ledger.Providers.Api;
using Ledger.Telemetry;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Ledger.Gateway;

/// <summary>Puts the gateway together; the program and the in-process tests start the same thing.</summary>
public static class GatewayHost
{
    /// <summary>Name in traces.</summary>
    public const string ServiceName = "ledger-gateway";

    /// <summary>Where providers send to.</summary>
    public const string WebhookRoute = "/v1/webhooks/{provider}/{endpoint?}";

    /// <summary>What a webhook waits at most for others to go with it to the broker, at each of two steps.</summary>
    static readonly TimeSpan BundlesApart = TimeSpan.FromMilliseconds(40);

    static readonly MinDataRate BytesPerSecondMin = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>Builds the host; starting it opens the port once the broker's topology stands.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="configure">Services that a test replaces; null for none.</param>
    /// <exception cref="SecretsRefusedException">The secrets file cannot be used.</exception>
    public static WebApplication Build(GatewayOptions options, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Neither the working folder nor a variable of the machine changes how the gateway behaves.
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls(options.Url.ToString());
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options));
        QuietLogging(builder.Logging);
        AddGateway(builder.Services, options);
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        if (options.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders(Forwarding(options));
        }

        Route(app);
        _ = app.Services.GetRequiredService<EndpointDirectory>(); // Bad secrets stop the start right here.
        return app;
    }

    static void AddGateway(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddHostedService<FlowPrint>();
        services.AddMessageBus(
            new BusOptions
            {
                Broker = options.Broker,
                Queues = options.Queues,
                BundlesApart = BundlesApart,
                ConfirmTimeout = options.ConfirmTimeout,
                StartTimeout = options.StartTimeout,
            }, consumers: null);
        services.AddSingleton<DistributedContextPropagator>(new OutgoingTracesOnly());
        services.AddSingleton<BodyBudget>();
        services.AddSingleton<RequestBody>();
        services.AddSingleton<SourceRateLimit>();
        services.AddSingleton<RefusalSampler>();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton(s => new DeliveryPublisher(
            s.GetRequiredService<IMessagePublisher>(), options.Queues, options.ConfirmTimeout, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RefusedArchive>();
        services.AddSingleton<ICertificateSource>(s => new CertificateSource(
            CertificateSource.NewClient(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CertificateStore>();
        services.AddSingleton<WebhookReception>();
        services.AddSingleton(provider => new SecretsSource(options.SecretsFile, options.Providers)
        {
            Poll = options.SecretsPoll,
            Complete = endpoints =>
            {
                WarnOfConfirmationOff(endpoints, options, provider.GetRequiredService<ILogger<EndpointDirectory>>());
                return provider.GetRequiredService<CertificateStore>().Complete(endpoints);
            },
        });
        services.AddSingleton<EndpointDirectory>();
        services.AddHostedService(s => s.GetRequiredService<EndpointDirectory>());
        services.AddLedgerTelemetry(ServiceName);
        services.Configure<HostOptions>(h => h.ShutdownTimeout = options.ConfirmTimeout + TimeSpan.FromSeconds(10));
    }

    static void WarnOfConfirmationOff(WebhookEndpoints endpoints, GatewayOptions options, ILogger log)
    {
        if (options.Queues.Contains(ConsumerQueues.Confirmation))
        {
            return;
        }

        foreach (var endpoint in endpoints.All.Where(each => each.Settings is { Api: not null, Confirm: ConfirmPolicy.Always }))
        {
            log.ConfirmationOff(endpoint.Provider.Name, endpoint.Name);
        }
    }

    static void Route(WebApplication app)
    {
        var reception = app.Services.GetRequiredService<WebhookReception>();
        var metrics = app.Services.GetRequiredService<GatewayMetrics>();
        var bus = app.Services.GetRequiredService<BusReady>();
        app.Map(WebhookRoute, reception.HandleAsync);
        app.MapLedgerHealth(_ => Task.FromResult(bus.Now.Missing));
        app.MapFallback(async http =>
        {
            metrics.NoSuchAddress();
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            http.Response.ContentType = "application/problem+json";
            await http.Response.BodyWriter.WriteAsync(Answer.UnknownAddress, CancellationToken.None);
        });
    }

    static void Limit(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = options.ConnectionsMax;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.MaxRequestBodySize = options.BodyBytesMax;
        kestrel.Limits.MaxRequestLineSize = 4_096;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16_384;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
        kestrel.Limits.MinRequestBodyDataRate = BytesPerSecondMin;
        kestrel.Limits.MinResponseDataRate = BytesPerSecondMin;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 100;
    }

    /// <summary>
    /// The framework logs addresses and headers at Information, and a setting could turn that on: the levels are fixed,
    /// and scopes, which hold the address, are not written.
    /// </summary>
    static void QuietLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.IncludeScopes = false;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        logging.Services.PostConfigure<LoggerFilterOptions>(filter =>
        {
            filter.Rules.Clear();
            filter.MinLevel = LogLevel.Warning;
            filter.Rules.Add(new LoggerFilterRule(null, "Ledger", LogLevel.Information, null));
        });
    }

    static ForwardedHeadersOptions Forwarding(GatewayOptions options)
    {
        var forwarding = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor,
            ForwardLimit = null,
        };
        forwarding.KnownProxies.Clear();
        forwarding.KnownIPNetworks.Clear();
        foreach (var network in options.TrustedProxies)
        {
            forwarding.KnownIPNetworks.Add(network);
        }

        return forwarding;
    }
}
