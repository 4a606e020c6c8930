using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ledger.ErpSimulators.QuickBooks;

/// <summary>
/// QuickBooks Online over HTTP on the loopback, in memory or with a log of its own, written from its public documents. One company,
/// journal entries only.
/// </summary>
public sealed class QuickBooksSimulator : IErpSimulator
{
    static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(10);

    readonly QuickBooksOptions _options;
    readonly QuickBooksLimits _limits;
    readonly QuickBooksWrites _writes;
    readonly QuickBooksReads _reads;
    readonly QuickBooksFaults _faults;
    readonly CallLog? _log;
    readonly WebApplication _app;
    int _throttled;

    QuickBooksSimulator(QuickBooksOptions options, CallLog? log)
    {
        (_options, _log) = (options, log);
        var clock = new HeldClock(options.Time);
        Books = new QuickBooksBooks(options with { Time = clock });
        SignIn = new QuickBooksSignIn(options, log);
        (_limits, _writes, _reads) = (new(options), new(options, Books, clock, log), new(options, Books));
        _faults = new QuickBooksFaults(options, Books);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(options.Url);
        _app = builder.Build();
        _app.MapPost("/oauth2/v1/tokens/bearer", TokenAsync);
        _app.Map("/v3/company/{realm}/{**what}", CompanyAsync);
        _app.Map("/simulator/faults", FaultsAsync);
        _app.MapGet("/health/ready", http => WriteAsync(http, 200, "{}"));
    }

    /// <summary>The chart and the journal.</summary>
    public QuickBooksBooks Books { get; }

    /// <summary>The tokens.</summary>
    public QuickBooksSignIn SignIn { get; }

    /// <inheritdoc/>
    public Uri Address => new(_app.Urls.First());

    /// <summary>The token endpoint; a setting <c>tokenUrl</c> of a target.</summary>
    public Uri TokenAddress => new(Address, "/oauth2/v1/tokens/bearer");

    /// <summary>Calls that were refused because there were too many.</summary>
    public int ThrottledCalls => Volatile.Read(ref _throttled);

    /// <summary>Starts one, with the books of its log.</summary>
    /// <exception cref="IOException">The address is taken, or another process has the log.</exception>
    /// <exception cref="InvalidDataException">The log cannot be read, or holds what is refused by now.</exception>
    public static async Task<QuickBooksSimulator> StartAsync(QuickBooksOptions options, CancellationToken ct)
    {
        var (log, calls) = options.LogFile is { } path ? CallLog.Open(path) : default;
        var simulator = new QuickBooksSimulator(options, log);
        try
        {
            foreach (var call in calls ?? [])
            {
                simulator.Replay(call);
            }

            await simulator._app.StartAsync(ct);
            return simulator;
        }
        catch
        {
            await simulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next call that changes something meets this; several are met in order.</summary>
    public void Arm(SimulatedFault fault) => _faults.Arm(fault);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _log?.Dispose();
    }

    /// <summary>Forgets which answers belong to which request ids: how long QuickBooks keeps them it does not say.</summary>
    public void ForgetAnswers() => _writes.ForgetAnswers();

    void Replay(LoggedCall call)
    {
        if (call.What == QuickBooksSignIn.Logged)
        {
            SignIn.Replay(call);
        }
        else if (call.What.StartsWith(QuickBooksWrites.Logged, StringComparison.Ordinal))
        {
            _writes.Replay(call);
        }
        else
        {
            throw new InvalidDataException($"{_options.LogFile} holds a call '{call.What}', which is none of QuickBooks.");
        }
    }

    Task FaultsAsync(HttpContext http)
    {
        var (status, body) = _faults.Answer(http.Request);
        return WriteAsync(http, status, body);
    }

    async Task TokenAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (status, body) = SignIn.Renew(http.Request.Headers.Authorization, form["grant_type"], form["refresh_token"]);
        await WriteAsync(http, status, body.ToJsonString());
    }

    async Task CompanyAsync(HttpContext http, string realm, string what)
    {
        if (!_limits.TryBegin())
        {
            Interlocked.Increment(ref _throttled);
            await RefuseAsync(http, QuickBooksFaultException.Gateway(
                429, "SERVICE", "3001", "ThrottleExceeded", "The request limit was reached.  Try again later"));
            return;
        }

        try
        {
            Allowed(http, realm);
            await (http.Request.Method == "POST" && what == "journalentry" ? PostAsync(http) : ReadAsync(http, what));
        }
        catch (QuickBooksFaultException refused)
        {
            await RefuseAsync(http, refused);
        }
        finally
        {
            _limits.End();
        }
    }

    void Allowed(HttpContext http, string realm)
    {
        var bearer = $"{http.Request.Headers.Authorization}";
        if (!bearer.StartsWith("Bearer ", StringComparison.Ordinal) || !SignIn.IsAccess(bearer["Bearer ".Length..]))
        {
            throw QuickBooksFaultException.Gateway(401, "AUTHENTICATION", "3200", "AuthenticationFailed", "Token expired");
        }

        if (realm != _options.Realm)
        {
            throw QuickBooksFaultException.Gateway(403, "SERVICE", "3100", "ApplicationAuthorizationFailed", "");
        }
    }

    Task ReadAsync(HttpContext http, string what)
    {
        string? Asked(string name) => http.Request.Query[name] is [var text] ? text : null;
        var body = (http.Request.Method, what) switch
        {
            ("GET", "query") => QuickBooksQuery.Answer(Books, Asked("query") ?? "", _options.Time.GetUtcNow()),
            ("GET", "cdc") => _reads.Changes(Asked("entities"), Asked("changedSince")),
            ("GET", "preferences") => _reads.Preferences(),
            ("GET", "reports/TrialBalance") => _reads.TrialBalance(Asked("start_date"), Asked("end_date")),
            _ when http.Request.Method == "GET" && what.StartsWith("companyinfo/", StringComparison.Ordinal) => _reads.Company(),
            _ => throw QuickBooksFaultException.Validation(
                "500", "Unsupported Operation", $"Operation {http.Request.Method} {what} is not supported."),
        };
        return WriteAsync(http, 200, body.ToJsonString());
    }

    async Task PostAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        var fault = _faults.Meet(body);
        if (fault == SimulatedFault.DropBeforeCommit)
        {
            http.Abort();
            return;
        }

        if (fault == SimulatedFault.Unavailable)
        {
            await WriteAsync(http, 503, "Service Unavailable");
            return;
        }

        var (status, answer) = _writes.Answer(http.Request.Query["requestid"], http.Request.Query["operation"], body);
        if (fault == SimulatedFault.CommitThenDrop)
        {
            http.Abort();
            return;
        }

        if (fault == SimulatedFault.SlowAnswer)
        {
            await Task.Delay(SlowAnswer, _options.Time, http.RequestAborted);
        }

        await WriteAsync(http, status, answer);
    }

    Task RefuseAsync(HttpContext http, QuickBooksFaultException refused) =>
        WriteAsync(http, refused.Status, refused.ToJson(_options.Time.GetUtcNow()).ToJsonString());

    static Task WriteAsync(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json;charset=UTF-8";
        return http.Response.WriteAsync(body, http.RequestAborted);
    }
}
