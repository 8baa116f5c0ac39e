using System.Buffers;
using System.Text;
using System.Text.Json;

namespace LlmTrader.Strategies.Models.Endpoints;

/// <summary>Reads the body of a reply: one JSON document, or server-sent events with a document in each.</summary>
internal static class ChatReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>False for what is neither; then <paramref name="problem"/> says what it is.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> body, out ChatChoice choice, out string? problem)
    {
        choice = new ChatChoice();
        problem = null;
        ReadOnlySpan<byte> start = body.Span.TrimStart(" \t\r\n"u8);
        try
        {
            if (start.IsEmpty) { problem = "The reply is empty."; }
            else if (start[0] == (byte)'{') { AddDocument(choice, body, "message"); }
            else if (start[0] == (byte)'<') { problem = "The reply is HTML or XML."; }
            else if (IsEvents(start)) { AddEvents(choice, Strict.GetString(body.Span)); }
            else { problem = "The reply is neither JSON nor an event stream."; }
        }
        catch (Exception error) when (error is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            problem = error is JsonException ? "The reply is no whole JSON." : "The reply is no UTF-8.";    // A broken escape of a surrogate is the third of these.
        }

        return problem is null;
    }

    /// <summary>Whether a body is an event stream, by what it begins with.</summary>
    public static bool IsEventStream(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8) is { IsEmpty: false } start && IsEvents(start);

    private static bool IsEvents(ReadOnlySpan<byte> start) => start.StartsWith("data:"u8) || start.StartsWith("event:"u8) || start.StartsWith("id:"u8) || start.StartsWith("retry:"u8) || start[0] == (byte)':';

    private static void AddDocument(ChatChoice choice, ReadOnlyMemory<byte> json, string part)
    {
        using JsonDocument document = JsonDocument.Parse(new ReadOnlySequence<byte>(json));
        choice.Add(document.RootElement, part);
    }

    // Comments (": …") keep connections open; other fields than data say nothing here.
    private static void AddEvents(ChatChoice choice, string text)
    {
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith("data:")) { continue; }
            ReadOnlySpan<char> data = line["data:".Length..].Trim();
            if (data.SequenceEqual("[DONE]")) { return; }
            if (data.IsEmpty) { continue; }
            AddDocument(choice, Encoding.UTF8.GetBytes(data.ToString()), "delta");
        }
    }
}
