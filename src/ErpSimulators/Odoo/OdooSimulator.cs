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
/// A stand-in of Odoo 19's JSON-2 interface over HTTP: journal entries, what they name, lock dates, API keys. In memory or with a log of
/// its own, on the loopback. Its rules and their sources: the README beside this file.
/// </summary>
public sealed class OdooSimulator : IErpSimulator
{
    readonly WebApplication _host;
    readonly Lock _gate = new();
    readonly OdooSimulatorOptions _options;
    readonly OdooGate _door;
    readonly OdooMethods _methods;
    readonly OdooInstallation _installation;
    readonly HeldClock _clock;
    readonly CallLog? _log;
    readonly Queue<SimulatedFault> _faults = new();
    int _underWay;

    OdooSimulator(OdooSimulatorOptions options, WebApplication host, CallLog? log)
    {
        (_options, _host, _log, _door, _clock) = (options, host, log, new OdooGate(options), new HeldClock(options.Time));
        var tables = new OdooTables(_clock);
        var ledger = new OdooLedger(tables, _clock, options);
        _methods = new OdooMethods(tables, ledger);
        Office = new OdooOffice(tables, ledger, _gate);
        _installation = new OdooInstallation(tables, Office);
    }

    /// <inheritdoc/>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>What people do and see in Odoo without the interface: master data, locks, entries by hand.</summary>
    public OdooOffice Office { get; }

    /// <summary>Starts one, with the books of its log.</summary>
    /// <exception cref="IOException">The address is taken, or another process has the log.</exception>
    /// <exception cref="InvalidDataException">The log cannot be read, or holds what is refused by now.</exception>
    public static async Task<OdooSimulator> StartAsync(OdooSimulatorOptions options, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(options.Url);
        var (log, calls) = options.LogFile is { } path ? CallLog.Open(path) : default;
        var host = builder.Build();
        var simulator = new OdooSimulator(options, host, log);
        try
        {
            simulator.Open(calls ?? []);
            host.Run(simulator.AnswerAsync);
            await host.StartAsync(ct);
            simulator.Address = new Uri(
                host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            return simulator;
        }
        catch
        {
            await simulator.DisposeAsync();
            throw;
        }
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
    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _log?.Dispose();
    }

    // Carries out again what was logged, then sets up what is new in the options; nobody calls yet.
    void Open(IReadOnlyList<LoggedCall> calls)
    {
        foreach (var call in calls)
        {
            CarryOut(call);
        }

        foreach (var (what, values) in _options.Setup is { } setup ? OdooInstallation.Of(setup) : [])
        {
            if (!_installation.Has(what, values))
            {
                var call = new LoggedCall(_options.Time.GetUtcNow(), what, Body: values);
                CarryOut(call);
                _log?.Append(call);
            }
        }

        if (_options.ApiKey is { } key)
        {
            _door.Admit(key);
        }
    }

    string CarryOut(LoggedCall call)
    {
        var body = (JsonObject)call.Body!;
        return _clock.At(call.At, () => call.What.Split('/') switch
        {
            [OdooInstallation.Logged, var model] => _installation.Add(model, body),
            [var model, var method] => _methods.Call(model, method, body),
            _ => throw new InvalidDataException($"{_options.LogFile} holds a call '{call.What}', which is none of Odoo."),
        });
    }

    string Call(string model, string method, JsonObject arguments)
    {
        if (!OdooMethods.Changes(method))
        {
            return _methods.Call(model, method, arguments);
        }

        var call = new LoggedCall(_options.Time.GetUtcNow(), $"{model}/{method}", Body: arguments);
        var answer = CarryOut(call);
        _log?.Append(call);
        return answer;
    }

    async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/health/ready")
        {
            context.Response.StatusCode = 200;
            return;
        }

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
                if (fault != SimulatedFault.None)
                {
                    _options.Told?.Invoke($"{fault}: {model}/{method}");
                }

                return fault switch
                {
                    SimulatedFault.DropBeforeCommit => (0, "", fault),
                    SimulatedFault.Unavailable => (503, "<html><body>Service Unavailable</body></html>", fault),
                    _ => (200, Call(model, method, Arguments(request, body)), fault),
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
