namespace LlmTrader.Strategies.Models.Endpoints;

/// <summary>Reads a body as far as it is allowed to go.</summary>
internal static class BoundedBody
{
    private const int PieceBytes = 16 << 10;

    /// <summary>Reads to the end, to the mark that ends an event stream (some servers keep the connection open behind it), or until there is more than allowed.</summary>
    /// <param name="stream">Of the reply.</param>
    /// <param name="body">Takes what is read, at most <paramref name="maxBytes"/>; it holds what came also when this throws.</param>
    /// <param name="maxBytes">The most that is kept.</param>
    /// <param name="cancel">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Whether the whole body was read.</returns>
    public static async Task<bool> ReadAsync(Stream stream, MemoryStream body, int maxBytes, CancellationToken cancel)
    {
        byte[] piece = new byte[PieceBytes];
        while (true)
        {
            int read = await stream.ReadAsync(piece, cancel).ConfigureAwait(false);
            if (read == 0) { return true; }
            int kept = (int)Math.Min(read, maxBytes - body.Length);
            body.Write(piece, 0, kept);
            if (kept < read) { return false; }
            if (IsStreamEnd(body.GetBuffer().AsSpan(0, (int)body.Length))) { return true; }
        }
    }

    // Raw line breaks can't be within JSON texts, so that no answer can look like this.
    private static bool IsStreamEnd(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> end = body.TrimEnd("\r\n"u8);
        return body.Length > end.Length && (end.EndsWith("\ndata: [DONE]"u8) || end.EndsWith("\ndata:[DONE]"u8));
    }
}
