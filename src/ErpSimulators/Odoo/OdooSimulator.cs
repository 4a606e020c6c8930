using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ledger.ErpSimulators.Odoo;

/// <summary>
/// A stand-in of Odoo 19's JSON-2 interface over HTTP: journal entries, what they name, lock dates, API keys. In memory, on a free port
/// of loopback. Its rules and their sources: the README beside this file.
/// </summary>
public sealed class OdooSimulator : IAsyncDisposable
{
    readonly WebApplication _host;
    readonly Lock _gate = new();
    readonly OdooSimulatorOptions _options;
    readonly OdooGate _door;
    readonly OdooMethods _methods;
    readonly Queue<SimulatedFault> _faults = new();
    int _underWay;

    OdooSimulator(OdooSimulatorOptions options, WebApplication host)
    {
        (_options, _host, _door) = (options, host, new OdooGate(options));
        var tables = new OdooTables(options.Time);
        var ledger = new OdooLedger(tables, options.Time, options);
        _methods = new OdooMethods(tables, ledger);
        Office = new OdooOffice(tables, ledger, _gate);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>What people do and see in Odoo without the interface: master data, locks, entries by hand.</summary>
    public OdooOffice Office { get; }

    /// <summary>Starts one.</summary>
    public static async Task<OdooSimulator> StartAsync(OdooSimulatorOptions options, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = builder.Build();
        var simulator = new OdooSimulator(options, host);
        host.Run(simulator.AnswerAsync);
        await host.StartAsync(ct);
        simulator.Address = new Uri(
            host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return simulator;
    }

    /// <summary>Issues an API key.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It would live longer than three months.</exception>
    public string IssueKey(TimeSpan life)
    {
        lock (_gate)
        {
            return _door.Issue(life);
        }
    }

    /// <summary>Ends an API key now.</summary>
    public void RevokeKey(string key)
    {
        lock (_gate)
        {
            _door.Revoke(key);
        }
    }

    /// <summary>The next call that changes something meets a fault; several are met in order.</summary>
    public void Arm(SimulatedFault fault)
    {
        lock (_gate)
        {
            _faults.Enqueue(fault);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    async Task AnswerAsync(HttpContext context)
    {
        var (status, text, fault) = await WorkAsync(context);
        if (fault is SimulatedFault.CommitThenDrop or SimulatedFault.DropBeforeCommit)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = text.StartsWith('<') ? "text/html" : "application/json; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    // Under way is a call until its answer begins: who has read it all may call again.
    async Task<(int Status, string Body, SimulatedFault Fault)> WorkAsync(HttpContext context)
    {
        var parallel = Interlocked.Increment(ref _underWay) > 1;
        try
        {
            var answer = Decide(context.Request, await ReadAsync(context.Request), parallel);
            if (answer.Fault == SimulatedFault.SlowAnswer)
            {
                await Task.Delay(TimeSpan.FromSeconds(10), _options.Time, context.RequestAborted);
            }

            return answer;
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    // One call is one transaction: nothing else happens meanwhile, and an error leaves nothing behind.
    (int Status, string Body, SimulatedFault Fault) Decide(HttpRequest request, string body, bool parallel)
    {
        lock (_gate)
        {
            if (!_door.LetsIn() || (_options.CallsPerSecond is not null && parallel))
            {
                return (429, "<html><body>Too Many Requests</body></html>", SimulatedFault.None);
            }

            try
            {
                var (model, method) = Route(request);
                var fault = OdooMethods.Changes(method) && _faults.TryDequeue(out var armed) ? armed : SimulatedFault.None;
                return fault switch
                {
                    SimulatedFault.DropBeforeCommit => (0, "", fault),
                    SimulatedFault.Unavailable => (503, "<html><body>Service Unavailable</body></html>", fault),
                    _ => (200, _methods.Call(model, method, Arguments(request, body)), fault),
                };
            }
            catch (OdooException refused)
            {
                return (refused.Status, refused.ToJson(), SimulatedFault.None);
            }
        }
    }

    (string Model, string Method) Route(HttpRequest request)
    {
        if (request.Method != HttpMethods.Post || request.Path.Value?.Trim('/').Split('/') is not ["json", "2", var model, var method])
        {
            throw OdooException.NotFound("Did you mean POST /json/2/<model>/<method>?");
        }

        if (request.Headers["X-Odoo-Database"].FirstOrDefault() is { } database && database != _options.Database)
        {
            throw OdooException.NotFound("The requested URL was not found on the server.");
        }

        return _door.Knows(request.Headers.Authorization.FirstOrDefault()) ? (model, method) : throw OdooException.Unauthorized();
    }

    static JsonObject Arguments(HttpRequest request, string body)
    {
        if (request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            throw OdooException.BadRequest("Request inferred type is not compatible with 'json2'.");
        }

        try
        {
            return JsonNode.Parse(body) as JsonObject
                ?? throw OdooException.BadRequest("could not parse the body, expecting a json object");
        }
        catch (JsonException broken)
        {
            throw OdooException.BadRequest($"could not parse the body as json: {broken.Message}");
        }
    }

    static async Task<string> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
    }
}
