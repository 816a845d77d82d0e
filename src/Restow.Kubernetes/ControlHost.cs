using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Restow.Core;

namespace Restow.Kubernetes;

/// <summary>Runs a controller beside the HTTP server that the scheduler and operators talk to.</summary>
public static class ControlHost
{
    /// <summary>Runs until cancelled.</summary>
    /// <param name="listen">Where to listen.</param>
    /// <param name="map">Adds the endpoints.</param>
    /// <returns>Why it could not run; <c>null</c> when it was cancelled.</returns>
    public static async Task<Fault?> RunAsync(ClusterController controller, IPEndPoint listen, Action<IEndpointRouteBuilder> map, ILoggerFactory logs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(controller);
        ArgumentNullException.ThrowIfNull(map);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(listen));
        builder.Services.AddSingleton(logs);
        await using WebApplication server = builder.Build();
        map(server);
        try
        {
            await server.StartAsync(cancellation);
        }
        catch (IOException e)
        {
            return new Fault(listen.ToString(), "", $"it cannot be listened on: {e.Message.TrimEnd('.')}", "choose another address with --listen");
        }

        Fault? fault = await controller.RunAsync(cancellation);
        await server.StopAsync(CancellationToken.None);
        return fault;
    }
}
