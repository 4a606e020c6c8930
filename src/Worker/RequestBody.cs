using Microsoft.AspNetCore.Http.Features;

namespace Ledger.Worker;

/// <summary>Reads what was sent with a request.</summary>
static class RequestBody
{
    /// <summary>The exact bytes; null when there are more than the limit.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContext http, int bytesMax)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } most)
        {
            most.MaxRequestBodySize = bytesMax;
        }

        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            return body.ToArray();
        }
        catch (BadHttpRequestException large) when (large.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }
}
