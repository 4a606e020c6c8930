using System.Buffers;
using System.IO.Pipelines;
using Ledger.Providers;

namespace Ledger.Gateway;

/// <summary>Reads a body out of the connection's pipe: bounded in bytes, in time and over all connections.</summary>
sealed class RequestBody(GatewayOptions options, TimeProvider time)
{
    /// <summary>What came of reading.</summary>
    /// <param name="Bytes">The exact bytes; null when refused.</param>
    /// <param name="Refusal">Why not; null when read.</param>
    public readonly record struct Reading(byte[]? Bytes, RefusalReason? Refusal);

    /// <summary>Reads all of it, or stops at the first limit it goes over.</summary>
    /// <param name="http">The request.</param>
    /// <param name="share">Grows with the body; the caller gives it back.</param>
    public async ValueTask<Reading> ReadAsync(HttpContext http, BodyBudget.Share share)
    {
        if (http.Request.ContentLength > options.BodyBytesMax)
        {
            return new Reading(null, RefusalReason.BodyTooLarge);
        }

        var reader = http.Request.BodyReader;
        try
        {
            // Nearly always the body lies in the pipe already; only a slow one is worth a timer.
            if (reader.TryRead(out var first) && Take(reader, first, share) is { } reading)
            {
                return reading;
            }

            return await ReadSlowlyAsync(reader, share, http.RequestAborted);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Reading(null, RefusalReason.BodyTooLarge);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or BadHttpRequestException)
        {
            return new Reading(null, RefusalReason.BodyIncomplete);
        }
    }

    async Task<Reading> ReadSlowlyAsync(PipeReader reader, BodyBudget.Share share, CancellationToken aborted)
    {
        using var deadline = new CancellationTokenSource(options.BodyTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, aborted);
        while (true)
        {
            if (Take(reader, await reader.ReadAsync(either.Token), share) is { } reading)
            {
                return reading;
            }
        }
    }

    /// <summary>Null while more must come; nothing is consumed until then, so the bytes are copied once.</summary>
    Reading? Take(PipeReader reader, ReadResult result, BodyBudget.Share share)
    {
        var buffer = result.Buffer;
        if (buffer.Length > options.BodyBytesMax)
        {
            reader.AdvanceTo(buffer.End);
            return new Reading(null, RefusalReason.BodyTooLarge);
        }

        if (!share.TryGrowTo(buffer.Length))
        {
            reader.AdvanceTo(buffer.End);
            return new Reading(null, RefusalReason.Overloaded);
        }

        if (result.IsCompleted)
        {
            var bytes = buffer.ToArray();
            reader.AdvanceTo(buffer.End);
            return new Reading(bytes, null);
        }

        reader.AdvanceTo(buffer.Start, buffer.End);
        return null;
    }
}
