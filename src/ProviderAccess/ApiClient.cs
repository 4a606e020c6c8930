using System.Net;
using Ledger.Providers.Api;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Ledger.ProviderAccess;

/// <summary>
/// Reads one account's API: signed in, each call at its turn and timed. What may pass is tried again with jitter, after as long as the
/// provider says; an API that keeps failing is left alone for a while.
/// </summary>
public sealed class ApiClient : IDisposable
{
    /// <summary>Largest answer that is read: objects are a few KiB, pages of events a few hundred.</summary>
    const int AnswerBytesMax = 8 * 1024 * 1024;

    /// <summary>A longer wait is for whoever asked to keep, not for a call in hand.</summary>
    static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    readonly HttpClient _http;
    readonly ApiAccess _access;
    readonly SignedIn _signedIn;
    readonly TimeProvider _time;
    readonly Func<CancellationToken, Task> _turn;
    readonly ResiliencePipeline<ApiAnswer> _tries;
    readonly ResiliencePipeline<ApiAnswer> _calls;

    /// <summary>Makes a client of an account's API.</summary>
    /// <param name="api">How the provider's API is spoken to.</param>
    /// <param name="access">How the account's is reached.</param>
    /// <param name="turn">Takes the account's next turn and returns when it has come.</param>
    /// <param name="time">The clock.</param>
    public ApiClient(IProviderApi api, ApiAccess access, Func<CancellationToken, Task> turn, TimeProvider time)
        : this(api, access, turn, time, TimeSpan.FromSeconds(5))
    {
    }

    internal ApiClient(
        IProviderApi api, ApiAccess access, Func<CancellationToken, Task> turn, TimeProvider time, TimeSpan connectTimeout)
    {
        (_access, _turn, _time) = (access, turn, time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // Secrets go where they were meant to go.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli,
            ConnectTimeout = connectTimeout,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _signedIn = new SignedIn(api.SignIn(access), access, _http, time);
        _tries = Tries(time);
        _calls = Calls(access, time);
    }

    /// <summary>Reads one address.</summary>
    /// <exception cref="ApiAwayException">It could not be asked now. What takes the turns may throw too: then it was not asked.</exception>
    public async Task<ApiAnswer> ReadAsync(ApiRead read, CancellationToken ct)
    {
        ApiAnswer answer;
        try
        {
            answer = await _tries.ExecuteAsync(async token => await TryAsync(read, token), ct);
        }
        catch (BrokenCircuitException open)
        {
            throw new ApiAwayException($"{Where} is left alone for a while: it has failed too often.", open.RetryAfter, open);
        }
        catch (TimeoutRejectedException late)
        {
            throw new ApiAwayException($"{Where} did not answer within {_access.TimeoutSeconds} s.", innerException: late);
        }

        // It is there, and lets others in: no reason to try again, or to leave them alone.
        return answer.Status != (int)HttpStatusCode.Forbidden ? answer : throw NotLetIn(answer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _signedIn.Dispose();
    }

    string Where => _access.Url.GetLeftPart(UriPartial.Authority);

    static ValueTask<bool> MayPass(Outcome<ApiAnswer> outcome) =>
        ValueTask.FromResult(outcome.Exception is ApiAwayException or TimeoutRejectedException);

    static ResiliencePipeline<ApiAnswer> Tries(TimeProvider time) => new ResiliencePipelineBuilder<ApiAnswer> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<ApiAnswer>
        {
            MaxRetryAttempts = 3,
            Delay = TimeSpan.FromMilliseconds(250),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = static again => again.Outcome.Exception is ApiAwayException { RetryAfter: { } wait } && wait > WaitMax
                ? ValueTask.FromResult(false)
                : MayPass(again.Outcome),
            DelayGenerator = static again => ValueTask.FromResult((again.Outcome.Exception as ApiAwayException)?.RetryAfter),
        })
        .Build();

    static ResiliencePipeline<ApiAnswer> Calls(ApiAccess access, TimeProvider time) => new ResiliencePipelineBuilder<ApiAnswer>
    {
        TimeProvider = time,
    }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<ApiAnswer>
        {
            FailureRatio = 0.5,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = TimeSpan.FromSeconds(15),
            ShouldHandle = static failed => MayPass(failed.Outcome),
        })
        .AddTimeout(new TimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(access.TimeoutSeconds) })
        .Build();

    /// <summary>Each try takes its turn; waiting for it is our own doing, and no time of the API's.</summary>
    async Task<ApiAnswer> TryAsync(ApiRead read, CancellationToken ct)
    {
        await _turn(ct);
        return await _calls.ExecuteAsync(async token => await CallAsync(read, token), ct);
    }

    async Task<ApiAnswer> CallAsync(ApiRead read, CancellationToken ct)
    {
        var signed = await _signedIn.HeaderAsync(ct);
        var (answer, retryAfter) = await SendAsync(read, signed, ct);
        if (answer.Status == (int)HttpStatusCode.Unauthorized && _signedIn.Refused(signed))
        {
            (answer, retryAfter) = await SendAsync(read, await _signedIn.HeaderAsync(ct), ct);
        }

        return answer.Status switch
        {
            401 => throw NotLetIn(answer),
            408 or 425 or 429 or >= 500 => throw new ApiAwayException($"{Where} answered HTTP {answer.Status}.", retryAfter),
            _ => answer,
        };
    }

    ApiAwayException NotLetIn(ApiAnswer answer) =>
        new($"{Where} does not let us in (HTTP {answer.Status}): look at the api's secrets.");

    async Task<(ApiAnswer Answer, TimeSpan? RetryAfter)> SendAsync(ApiRead read, ApiSignIn.Header signed, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{_access.Url.AbsoluteUri.TrimEnd('/')}{read.Path}"));
        request.Headers.TryAddWithoutValidation(signed.Name, signed.Value);
        foreach (var (name, value) in read.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return (new ApiAnswer((int)response.StatusCode, await BodyAsync(response, ct)), RetryAfter(response, _time));
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException and not ApiAwayException)
        {
            throw new ApiAwayException($"The connection to {Where} failed: {broken.Message}", innerException: broken);
        }
        catch (OperationCanceledException late) when (!ct.IsCancellationRequested)
        {
            throw new ApiAwayException($"No connection to {Where} came up in time.", innerException: late);
        }
    }

    static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > AnswerBytesMax)
            {
                throw new ApiAwayException($"The answer is larger than {AnswerBytesMax / 1024 / 1024} MiB.");
            }
        }

        return body.ToArray();
    }

    /// <summary>How long an answer asks to wait; null when it does not say.</summary>
    internal static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.Zero,
        _ => null,
    };
}
