using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ledger.ProviderSimulators;

/// <summary>
/// The providers' APIs over HTTP on the loopback, each below its name: <c>/stripe/v1/charges/ch_1</c>. <c>POST /{name}/simulator/learn</c>
/// takes in the body of a webhook, <c>POST /{name}/simulator/faults?fault=Throttle&amp;count=3</c> arms faults,
/// <c>POST /{name}/simulator/staleness?milliseconds=500</c> lets answers lag.
/// Where only the provider can sign, <c>POST /{name}/simulator/sign?secret=…</c> gives the headers for a body,
/// <c>/{name}/simulator/root</c> the root to believe.
/// </summary>
public sealed class RunningProviders : IAsyncDisposable
{
    static readonly TimeSpan Hanging = TimeSpan.FromSeconds(30);

    readonly Dictionary<string, Running> _providers;
    readonly WebApplication _app;
    readonly TimeProvider _time;

    RunningProviders(IReadOnlyList<IProviderSimulator> simulators, string url, TimeProvider time)
    {
        _time = time;
        _providers = simulators.ToDictionary(
            each => each.Name, each => new Running(each, new SimulatedObjects(time), new SimulatedFaults()));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        _app = builder.Build();
        _app.MapGet("/health/ready", http => http.Response.WriteAsync("{}"));
        _app.Map("/{provider}/{**path}", AnswerAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Starts all of them.</summary>
    /// <param name="key">The secret of whoever may call.</param>
    /// <param name="url">Where to listen; port 0 takes a free one.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<RunningProviders> StartAsync(string key, string url, TimeProvider time, CancellationToken ct)
    {
        var running = new RunningProviders(AllProviderSimulators.List(key, time), url, time);
        await running._app.StartAsync(ct);
        return running;
    }

    /// <summary>Address of one provider's API.</summary>
    public Uri AddressOf(string provider) => new(Address, $"/{provider}");

    /// <summary>What a provider knows.</summary>
    public SimulatedObjects ObjectsOf(string provider) => _providers[provider].Objects;

    /// <summary>The faults of a provider.</summary>
    public SimulatedFaults FaultsOf(string provider) => _providers[provider].Faults;

    /// <summary>A provider takes in a webhook that it has sent, or is about to send.</summary>
    /// <exception cref="ArgumentException">It is none of the provider's.</exception>
    public void Learn(string provider, ReadOnlyMemory<byte> webhook)
    {
        if (!_providers[provider].Simulator.Learn(webhook, _providers[provider].Objects))
        {
            throw new ArgumentException($"This is no webhook of {provider}.", nameof(webhook));
        }
    }

    /// <summary>Who signs the webhooks of a provider, and where its certificate lies; null where a secret is all that it takes.</summary>
    public (IWebhookSigner Signer, Uri Certificate)? SignerOf(string provider) => _providers[provider].Simulator.Signer is { } signer
        ? (signer, SigningCommands.CertificateOf(signer, AddressOf(provider)))
        : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    async Task AnswerAsync(HttpContext http)
    {
        if (!_providers.TryGetValue((string)http.Request.RouteValues["provider"]!, out var provider))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        http.Request.Path = "/" + http.Request.RouteValues["path"];
        if (http.Request.Path.StartsWithSegments("/simulator", StringComparison.Ordinal, out var what))
        {
            await CommandAsync(provider, http, what);
            return;
        }

        switch (provider.Faults.Next())
        {
            case null:
                await provider.Simulator.AnswerAsync(http, provider.Objects);
                break;
            case SimulatedFault.Throttle:
                http.Response.Headers.RetryAfter = "1";
                await provider.Simulator.FailAsync(http, StatusCodes.Status429TooManyRequests);
                break;
            case SimulatedFault.SignedOut:
                await provider.Simulator.FailAsync(http, StatusCodes.Status401Unauthorized);
                break;
            case SimulatedFault.ServerError:
                await provider.Simulator.FailAsync(http, StatusCodes.Status500InternalServerError);
                break;
            case SimulatedFault.Unavailable:
                await provider.Simulator.FailAsync(http, StatusCodes.Status503ServiceUnavailable);
                break;
            case SimulatedFault.Hang:
                await Task.Delay(Hanging, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case SimulatedFault.Drop:
                http.Response.ContentLength = 1_000;
                await http.Response.WriteAsync("{\"id\":");
                await http.Response.Body.FlushAsync();
                http.Abort();
                break;
            case SimulatedFault.Garbage:
                await http.Response.WriteAsync("<html>Maintenance</html>");
                break;
        }
    }

    async Task CommandAsync(Running provider, HttpContext http, string? what)
    {
        var isSigning = provider.Simulator.Signer is { } signer
            && await SigningCommands.AnswerAsync(http, what, signer, AddressOf(provider.Simulator.Name), _time);
        if (!isSigning)
        {
            http.Response.StatusCode = await CommandAsync(provider, http.Request, what) ? 200 : 400;
        }
    }

    static async Task<bool> CommandAsync(Running provider, HttpRequest request, string? what)
    {
        switch (what)
        {
            case "/learn":
                using (var body = new MemoryStream())
                {
                    await request.Body.CopyToAsync(body);
                    return provider.Simulator.Learn(body.ToArray(), provider.Objects);
                }

            case "/faults" when Enum.TryParse<SimulatedFault>(request.Query["fault"], out var fault):
                provider.Faults.Arm(fault, Number(request, "count") ?? 1);
                return true;
            case "/staleness" when Number(request, "milliseconds") is { } milliseconds:
                provider.Objects.Staleness = TimeSpan.FromMilliseconds(milliseconds);
                return true;
            default:
                return false;
        }
    }

    static int? Number(HttpRequest request, string name) =>
        int.TryParse(request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    sealed record Running(IProviderSimulator Simulator, SimulatedObjects Objects, SimulatedFaults Faults);
}
