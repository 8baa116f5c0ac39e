using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace LlmTrader.Tools.Hosting.Admin.Security;

/// <summary>The admin socket can't be opened where it should be; the message says what is there.</summary>
public sealed class AdminSocketException(string message) : Exception(message);

/// <summary>The file of a Unix domain socket.</summary>
internal static class AdminSocket
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Takes away what a run that ended otherwise has left behind, and nothing else.</summary>
    /// <exception cref="AdminSocketException">Somebody listens, or it is no socket.</exception>
    public static void RemoveStale(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory && !Directory.Exists(directory)) { throw new AdminSocketException($"The admin socket's directory '{directory}' does not exist. Create it, or name another socket."); }
        if (!File.Exists(path) && !Directory.Exists(path)) { return; }
        if (Directory.Exists(path) || !IsSocket(path)) { throw new AdminSocketException($"'{path}' is no socket, so it is left alone. Move it away, or name another socket."); }
        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            File.Delete(path);
            return;
        }
        catch (SocketException error)
        {
            throw new AdminSocketException($"'{path}' can't be asked whether somebody listens there: {error.Message}.");
        }

        throw new AdminSocketException($"An engine listens at '{path}'. Stop it first (`llmtrader ctl drain`), or name another socket.");
    }

    /// <summary>Binds; nobody but the owner can connect, from before the first connection is taken.</summary>
    public static Socket Bind(EndPoint endPoint)
    {
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        if (endPoint is UnixDomainSocketEndPoint unix && !OperatingSystem.IsWindows()) { File.SetUnixFileMode(unix.ToString(), OwnerOnly); }
        return socket;
    }

    // A socket is a file that can't be opened (ENXIO of open(2)); a plain one can, or its rights say that it can't.
    private static bool IsSocket(string path)
    {
        if (new FileInfo(path).LinkTarget is not null) { return false; }
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
